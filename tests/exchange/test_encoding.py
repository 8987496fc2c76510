"""Encodings, by proof (TORTURE T078)."""

from __future__ import annotations

import codecs

import pytest

from csm_tui.errors import UsageError
from csm_tui.exchange.encoding import decode
from csm_tui.exchange.problems import BadSheet

TEXT = "name,owner\nPeña & Conceição,Ana\n"


@pytest.mark.parametrize(
    ("data", "title"),
    [
        (TEXT.encode(), "UTF-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "UTF-8 (byte order mark)"),
        (TEXT.encode("utf-16"), "UTF-16 (byte order mark)"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "UTF-16 (byte order mark)"),
        (TEXT.encode("utf-16-le"), "UTF-16 (without mark"),
        (TEXT.encode("utf-16-be"), "UTF-16 (without mark"),
        (TEXT.encode("utf-32"), "UTF-32 (byte order mark)"),
    ],
)
def test_t078_unicode_is_recognised_and_its_mark_is_no_text(data: bytes, title: str) -> None:
    decoded = decode(data)
    assert decoded.text == TEXT
    assert decoded.proof.startswith(title)


@pytest.mark.parametrize("data", [TEXT.encode(), TEXT.encode("utf-16"), TEXT.encode("cp1252")])
def test_the_encoding_named_decodes_the_same_bytes_again(data: bytes) -> None:
    decoded = decode(data)
    assert data.decode(decoded.encoding) == decoded.text == TEXT


def test_t078_windows_1252_is_assumed_with_its_proof_and_a_sample() -> None:
    decoded = decode(TEXT.encode("cp1252"))
    assert decoded.text == TEXT
    assert "assumed: byte 0xF1 in line 2 is not UTF-8" in decoded.proof
    assert "Peña, Conceição" in decoded.proof
    assert "--encoding" in decoded.proof


def test_t078_one_bad_byte_in_utf_8_is_refused_with_line_and_byte() -> None:
    data = TEXT.encode() + b"Acm\xff,Ben\n"
    with pytest.raises(BadSheet) as refused:
        decode(data, name="accounts.csv")
    problem = refused.value.problem
    assert (problem.line, problem.value) == (3, "0xFF")
    place = data.index(0xFF) + 1
    assert f"byte {place} of the file" in problem.problem
    assert "--encoding" in str(refused.value)


def test_t078_a_byte_that_windows_1252_does_not_have_is_refused_with_line_and_byte() -> None:
    with pytest.raises(BadSheet) as refused:
        decode(b"name\nfine\nA\x81\n", name="accounts.csv")
    assert refused.value.problem.line == 3
    assert "0x81" in str(refused.value)


def test_lines_of_a_bad_byte_in_utf_16_count_characters_not_bytes() -> None:
    data = "a\r\nb\r\n".encode("utf-16") + b"\x00\xd8\x41\x00"
    with pytest.raises(BadSheet) as refused:
        decode(data)
    assert refused.value.problem.line == 3


def test_a_declared_encoding_wins() -> None:
    assert decode("Łódź".encode("cp1250"), "cp1250").text == "Łódź"
    assert decode(codecs.BOM_UTF8 + b"a", "utf-8").text == "a"


def test_a_declared_encoding_that_does_not_fit_is_refused_with_line_and_byte() -> None:
    with pytest.raises(BadSheet, match=r"x\.csv:2: byte 3 of the file \(0xF1\) is not utf-8"):
        decode(b"a\n\xf1", "utf8", name="x.csv")


def test_a_codec_that_can_replace_nothing_is_refused_with_a_line_too() -> None:
    with pytest.raises(BadSheet, match=r"^x\.csv:2: "):
        decode("name\nPeña".encode(), "ascii", name="x.csv")
    with pytest.raises(BadSheet, match=r"^x\.csv:"):
        decode("name\nPeña".encode(), "idna", name="x.csv")


@pytest.mark.parametrize("name", ["utf-9", "rot13", "hex", "", "no\0"])
def test_an_encoding_that_does_not_exist_is_a_usage_error(name: str) -> None:
    with pytest.raises(UsageError, match="cp1252"):
        decode(b"a", name)

"""Channel advice (DOMAIN §6): a sentence where the channel does not fit, silence where it does."""

from __future__ import annotations

from itertools import product

import pytest

from csm_tui.domain.channels import advise
from csm_tui.domain.model_file import load
from csm_tui.domain.terms import CHANNELS, LEVELS, PURPOSES, TOUCHPOINT_KINDS
from csm_tui.models import preset

EVERY = list(product(CHANNELS, TOUCHPOINT_KINDS, (None, *PURPOSES), (False, True), (None, *LEVELS)))


def test_the_whole_table_is_silence_or_one_sentence() -> None:
    for channel, kind, purpose, at_risk, level in EVERY:
        said = advise(channel, kind, purpose, at_risk=at_risk, level=level)
        if said is not None:
            assert said[0].isupper() and said.endswith(".") and said.count(".") == 1, said
            assert len(said) <= 100, said


def test_advice_never_names_the_very_channel_it_advises_against() -> None:
    for channel, kind, purpose, at_risk, level in EVERY:
        said = advise(channel, kind, purpose, at_risk=at_risk, level=level)
        if said is not None and channel in ("phone", "video", "in-person"):
            assert "phone or" not in said and f"{channel} does" not in said, (channel, kind, said)


def test_every_channel_is_right_for_something() -> None:
    for channel in CHANNELS:
        assert any(advise(channel, kind) is None for kind in TOUCHPOINT_KINDS), channel


def test_every_kind_has_a_channel_at_every_level_also_at_risk() -> None:
    for kind, at_risk, level in product(TOUCHPOINT_KINDS, (False, True), (None, *LEVELS)):
        fitting = [c for c in CHANNELS if advise(c, kind, at_risk=at_risk, level=level) is None]
        assert fitting, (kind, at_risk, level)


@pytest.mark.parametrize(
    ("channel", "kind"),
    [
        ("email", "recap"),
        ("email", "email"),
        ("email", "invoice"),
        ("email", "survey"),
        ("email", "renewal"),
        ("email", "expansion"),
        ("email", "check-in"),
        ("email", "support"),
        ("phone", "check-in"),
        ("phone", "renewal"),
        ("phone", "escalation"),
        ("video", "business-review"),
        ("video", "training"),
        ("video", "kickoff"),
        ("in-person", "business-review"),
        ("in-person", "renewal"),
        ("webinar", "training"),
        ("webinar", "webinar"),
        ("in-app", "in-app"),
        ("in-app", "milestone"),
        ("in-app", "expansion"),
        ("help-center", "support"),
        ("chat", "support"),
    ],
)
def test_what_a_channel_is_good_for_needs_no_advice(channel: str, kind: str) -> None:
    assert advise(channel, kind, level="high") is None


@pytest.mark.parametrize("kind", ["check-in", "renewal", "business-review", "expansion", "other"])
@pytest.mark.parametrize("channel", ["email", "chat", "in-app", "automated", "ticket"])
def test_a_talk_about_risk_is_no_matter_of_writing(channel: str, kind: str) -> None:
    said = advise(channel, kind, at_risk=True, level="high")
    assert said is not None and "phone or video" in said and "at risk" in said
    for talk in ("phone", "video"):
        assert advise(talk, kind, at_risk=True, level="high") is None


@pytest.mark.parametrize("channel", ["email", "in-app", "chat", "community", "webinar"])
def test_a_business_review_is_a_conversation(channel: str) -> None:
    said = advise(channel, "business-review", level="high")
    assert said is not None and "conversation" in said


@pytest.mark.parametrize("channel", ["phone", "in-person"])
def test_a_tip_needs_no_call(channel: str) -> None:
    assert "tip" in (advise(channel, "other", "educational") or "")


def test_an_email_has_no_urgency() -> None:
    assert "urgency" in (advise("email", "escalation", "reactive") or "")


@pytest.mark.parametrize("kind", ["invoice", "survey"])
def test_paperwork_needs_no_call(kind: str) -> None:
    assert "needs no call" in (advise("phone", kind) or "")


def test_in_person_is_for_what_is_worth_it() -> None:
    assert "expensive" in (advise("in-person", "check-in", level="low") or "")
    assert "Visits" in (advise("in-person", "check-in", level="medium") or "")
    assert advise("in-person", "business-review", level="medium") is None
    assert advise("in-person", "check-in", level="high") is None


def test_a_training_for_each_does_not_scale_at_low_touch() -> None:
    assert "webinar" in (advise("video", "training", level="low") or "")
    assert advise("video", "training", level="medium") is None


def test_what_is_not_known_is_not_advised_against() -> None:
    assert advise(None, "check-in", at_risk=True) is None
    assert advise("email", None, at_risk=True) is None


@pytest.mark.parametrize("name", ["four-tier", "three-tier"])
def test_the_shipped_templates_follow_the_advice(name: str) -> None:
    templates = load(preset(name), file=name).templates
    for by_level in (templates.onboarding, templates.ongoing, templates.renewal):
        for level, several in by_level.items():
            for one in several:
                assert advise(one.channel, one.kind, one.purpose, level=level) is None, one

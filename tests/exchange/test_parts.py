"""What a sheet holds: reports of known programs, flat sheets, and the traps of IMPORT."""

from __future__ import annotations

from dataclasses import replace

import pytest

from csm_tui.exchange.fingerprints import source_of, vendor_of
from csm_tui.exchange.parts import Parts, Wish, parts_of
from csm_tui.exchange.reader import read_sheet

NOTHING_SAID = Wish()


def parts(text: str, wish: Wish = NOTHING_SAID) -> Parts:
    sheet = read_sheet(text.encode(), name="a.csv")
    written_by = source_of(sheet.header, sheet.junk, sheet.columns())
    return parts_of(sheet, wish, vendor_of(written_by.source) if written_by else None)


def mapped(found: Parts) -> dict[str, dict[str, str]]:
    return {part.kind: part.mapping.mapping for part in found.parts}


def why(found: Parts, header: str) -> str:
    return dict(found.left_out)[header]


ACCOUNT_REPORT = (
    "Last Activity,Account Owner,Account Name,Account ID,Annual Revenue,Rating\n"
    "1/12/2026,Ana,Acme,001bm00001ZL8U9AAL,90000000,Hot\n"
)
COMPANIES = (
    "Record ID,Company name,Close Date,Annual Revenue,Last Activity Date,Lifecycle Stage\n"
    "1,Acme,2024-03-01,90000000,2026-01-20 10:00,Customer\n"
)


@pytest.mark.parametrize("text", [ACCOUNT_REPORT, COMPANIES])
def test_trap_1_annual_revenue_is_left_out_and_told_why(text: str) -> None:
    found = parts(text)
    assert "arr" not in mapped(found)["accounts"]
    assert "not your ARR" in why(found, "Annual Revenue")


def test_trap_2_the_close_date_of_a_company_is_its_start_and_that_of_a_deal_nothing() -> None:
    assert mapped(parts(COMPANIES))["accounts"]["start_date"] == "Close Date"
    deals = parts("Record ID,Deal Name,Amount,Close Date\n7,Big,100,2026-03-01\n")
    assert (deals.parts, deals.title) == ((), "deals")
    assert "1 row, Amount 100 in all" in str(deals.why)
    sheet = parts("name,arr,Close Date\nAcme,5,2026-03-01\n")
    assert "may be the day of a sale" in why(sheet, "Close Date")


def test_trap_3_amounts_that_do_not_say_for_how_long_are_asked_of() -> None:
    header = "Account ID,Account Name,Contract Renewal Date,Success Manager,Contract Value"
    (part,) = parts(f"{header}\nt1,Acme,2026-01-01,Ana,12000\n").parts
    assert part.mapping.mapping["arr"] == "Contract Value"
    assert part.mapping.asked == {"arr"}
    (both,) = parts("name,ARR,MRR\nAcme,1200,100\n").parts
    assert (both.mapping.mapping["arr"], both.mapping.asked) == ("ARR", frozenset())


PLANHAT = "External Id,Name,Customer status,Renewal,Renewal (in days)\ne1,Acme,lost,2026-04-01,59\n"


def test_trap_4_renewal_is_asked_about_and_days_left_are_no_date() -> None:
    found = parts(PLANHAT)
    assert [question.key for question in found.questions] == ["take:Renewal"]
    assert "change with the day" in why(found, "Renewal (in days)")
    said = parts(PLANHAT, Wish(answers={"take:Renewal": "renewal_date"}))
    assert mapped(said)["accounts"]["renewal_date"] == "Renewal"
    not_taken = parts(PLANHAT, Wish(answers={"take:Renewal": "leave-out"}))
    assert (not_taken.questions, why(not_taken, "Renewal")) == ((), "as was said")
    by_hand = parts(PLANHAT, Wish(chosen={"renewal_date": "Renewal"}))
    assert (by_hand.questions, mapped(by_hand)["accounts"]["renewal_date"]) == ((), "Renewal")


def test_trap_4_in_a_home_made_sheet_it_is_left_out_and_offered() -> None:
    found = parts("Customer,ARR,Renewal\nAcme,5,2026-04-01\n")
    assert (found.questions, [one.key for one in found.offers]) == ((), ["take:Renewal"])
    assert "--answer 'take:Renewal=" in why(found, "Renewal")


@pytest.mark.parametrize("text", [ACCOUNT_REPORT, COMPANIES])
def test_trap_6_the_last_activity_is_never_a_contact(text: str) -> None:
    found = parts(text)
    assert list(mapped(found)) == ["accounts"]
    assert "last_contact_on" not in mapped(found)["accounts"]
    told = next(reason for header, reason in found.left_out if header.startswith("Last Activity"))
    assert "one-way mail" in told


def test_statuses_are_translated_and_unknown_ones_asked_about() -> None:
    header = "Account ID,Account Name,Status,Success Manager,Contract Renewal Date"
    text = f"{header}\n1,A,Paying,Ana,\n2,B,Canceled,Ana,\n3,C,Onboarding,Ana,\n"
    found = parts(text)
    (question,) = found.questions
    assert (question.key, question.lines) == ("value:Status:Onboarding", (4,))
    assert "--answer 'value:Status:Onboarding=customer|" in question.flag
    said = parts(text, Wish(answers={question.key: "trial"}))
    assert said.questions == ()
    assert said.parts[0].words["status"]["onboarding"] == "trial"


def test_the_name_of_a_contact_is_put_together() -> None:
    header = "First Name,Last Name,Title,Account Name,Email,Email Opt Out"
    (part,) = parts(f"{header}\nRose,Gil,CFO,Acme,r@a.com,0\n,,CTO,Acme,t@a.com,0\n").parts
    assert part.mapping.mapping["name"] == "First Name + Last Name"
    assert part.sheet.cells[part.mapping.columns["name"]] == ["Rose Gil", ""]
    people = parts("Record ID,First Name,Last Name,Email\n1,Rose,Gil,r@a.com\n2,,,t@a.com\n")
    contacts = parts("Account,First Name,Last Name,Email\nAcme,Rose,Gil,r@a.com\n")
    assert mapped(contacts)["contacts"]["account"] == "Account"
    assert people.parts == () or people.parts[0].mapping.problems


def test_tasks_are_touchpoints_when_done_and_tasks_when_not() -> None:
    header = "Subject,Date,Status,Task Subtype,Company / Account"
    rows = (
        "Call on price,1/20/2026,Completed,Call,Acme\nSend deck,2/20/2026,Not Started,Task,Acme\n"
    )
    found = parts(f"{header}\n{rows}")
    assert [(part.kind, part.sheet.lines) for part in found.parts] == [
        ("touchpoints", [2]),
        ("tasks", [3]),
    ]
    touchpoints = mapped(found)["touchpoints"]
    assert touchpoints["kind"] == touchpoints["channel"] == "Task Subtype"


def test_open_tasks_that_name_their_account_through_others_only_are_tasks_too() -> None:
    header = "Id,WhoId,WhatId,Subject,ActivityDate,Status"
    rows = "1,,006A,Call,2026-01-05,Completed\n2,003A,,Send deck,2026-02-06,Not Started\n"
    found = parts(f"{header}\n{rows}")
    assert [(part.kind, part.sheet.lines) for part in found.parts] == [
        ("touchpoints", [2]),
        ("tasks", [3]),
    ]


FLAT = (
    "Account ID,Account Name,ARR,Owner,Contact Name,Email,"
    "NPS,NPS Date,Active Users,Next Meeting,X\n"
    "A1,Acme,100,Ana,Rose,r@a.com,9,2026-01-10,12,2026-02-20,a\n"
    "A1,Acme,100,Ana,Tom,t@a.com,,,,,b\n"
    "B2,Beta,50,Ana,,,3,2026-01-11,5,,c\n"
)


def test_a_flat_sheet_holds_several_kinds_accounts_first_and_each_once() -> None:
    found = parts(FLAT, Wish(date="2026-02-01"))
    assert {part.kind: part.sheet.lines for part in found.parts} == {
        "accounts": [2, 4],
        "contacts": [2, 3],
        "touchpoints": [2],
        "metrics": [2, 3, 4],
        "surveys": [2, 4],
    }
    assert found.parts[0].kind == "accounts"
    assert {part.mapping.mapping["account"] for part in found.parts[1:]} == {"Account ID"}
    (unknown,) = found.unknown
    assert (unknown.header, unknown.examples) == ("X", ("a", "b", "c"))
    assert "--keep X" in unknown.suggestions


def test_columns_of_further_kinds_can_be_mapped_by_hand() -> None:
    text = "Customer,ARR,Contact Name,Mailbox\nAcme,5,Rose,r@a.com\n"
    found = parts(text, Wish(chosen={"email": "Mailbox"}))
    assert mapped(found)["contacts"]["email"] == "Mailbox"
    assert found.unknown == ()


def test_what_a_flat_sheet_cannot_give_is_left_out_and_told() -> None:
    undated = parts(FLAT)
    assert "metrics" not in mapped(undated)
    assert why(undated, "Active Users") == "it has no day: give it with --date"
    mean = parts("Customer,ARR,NPS,NPS Date\nAcme,5,8.6,2026-01-10\n")
    assert "a mean or a net score is no answer" in why(mean, "NPS")
    stage = parts("Customer,ARR,Status,Contact Name\nAcme,5,Phase 2,Rose\n")
    assert "it says 'Phase 2'" in why(stage, "Status")


def test_what_differs_from_person_to_person_of_an_account_is_not_the_account_s() -> None:
    text = (
        "Account,Name,Title,Last Contact,Next Step\n"
        "Acme,Rose,CIO,2026-01-12,Call\nAcme,Tim,VP,2026-01-20,Call\nBolt,Una,VP,,Mail\n"
    )
    found = parts(text)
    assert set(mapped(found)["accounts"]) == {"name", "next_step"}
    reason = "lines 2 and 3 differ for one account, so it is not the account's"
    assert why(found, "Last Contact") == reason
    assert [part.sheet.lines for part in found.parts] == [[2, 4], [2, 3, 4]]
    assert not found.parts[0].sheet.rejected


def test_rows_that_say_otherwise_of_one_account_are_rejected() -> None:
    found = parts(FLAT.replace("A1,Acme,100,Ana,Tom", "A1,Acme,200,Ana,Tom"))
    accounts = found.parts[0].sheet
    assert (accounts.lines, [record.line for record in accounts.rejected]) == ([2, 4], [3])
    assert "line 2 says 100 of the same account" in accounts.problems[0].problem


@pytest.mark.parametrize(
    "header",
    [
        "Empresa;Responsable;ARR;Fecha de renovación;Último contacto",
        "Nome da conta;Proprietário;ARR;Data de renovação;Último contato",
        "Nama Perusahaan;Penanggung Jawab;ARR;Tanggal Perpanjangan;Kontak Terakhir",
    ],
)
def test_headers_in_other_languages(header: str) -> None:
    found = parts(f"{header}\nAcme;Ana;1.234,50;31/12/2026;20/01/2026\n")
    fields = ("name", "owner", "arr", "renewal_date", "last_contact_on")
    assert mapped(found) == {"accounts": dict(zip(fields, header.split(";"), strict=True))}


def test_the_spanish_companies_of_hubspot() -> None:
    header = "Nombre de la empresa;URL del sitio web;Propietario de la empresa;Ingresos anuales"
    found = parts(f"{header};ARR\nAcme;https://acme.com;Ana;90.000.000,00;1.234,56\n")
    assert found.title == "companies"
    assert mapped(found)["accounts"] == {
        "name": "Nombre de la empresa",
        "domain": "URL del sitio web",
        "owner": "Propietario de la empresa",
        "arr": "ARR",
    }
    assert "not your ARR" in why(found, "Ingresos anuales")


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("ticket_id,account_id,submitted_at,priority", "touchpoints"),
        ("churn_event_id,account_id,churn_date,reason_code", "touchpoints"),
        ("usage_id,subscription_id,usage_date,feature_name,usage_count", "metrics"),
        ("Date,Type,Customer/Lead,Logged by,Notes", "touchpoints"),
        ("account,date,nps", "surveys"),
        ("account_id,subscription_id,start_date,mrr_amount", "subscriptions"),
        ("Institution,ARR,TAM", "accounts"),
    ],
)
def test_home_made_sheets(header: str, kind: str) -> None:
    found = parts(f"{header}\n{','.join('1' * len(header.split(',')))}\n")
    assert list(mapped(found)) == [kind]


def test_what_may_be_anything_is_no_kind() -> None:
    assert parts("foo,bar\n1,2\n") == Parts()


def test_the_currency_of_a_header_holds_for_all_rows() -> None:
    (part,) = parts("name,ARR (EUR)\nAcme,5\n").parts
    assert part.constants == {"currency": "EUR"}
    assert part.evidence == {"currency": "EUR, as the header says"}


def test_ids_and_domains_are_read_without_what_is_no_part_of_them() -> None:
    header = "Record Id,Account Name,Account Owner,Website"
    (part,) = parts(
        f"{header}\nzcrm_48,Acme,Ana,https://www.acme.com/about?x\n9,B,Ana,b.de\n"
    ).parts
    cells = {field: part.sheet.cells[place] for field, place in part.mapping.columns.items()}
    assert (cells["external_id"], cells["domain"]) == (["48", "9"], ["acme.com", "b.de"])
    assert part.evidence["domain"] == "Website: the host of each address"
    text = "Company Id,Conversation Types,Subject,Date\nextid-7,Call,x,2026-01-20\n"
    (talk,) = parts(text).parts
    assert talk.sheet.cells[talk.mapping.columns["account"]] == ["7"]


def test_people_without_an_account_are_no_accounts() -> None:
    assert parts("Name,Title,Role in Process,LastContact,NextStep\nA,B,C,,x\n") == Parts()


@pytest.mark.parametrize(
    ("text", "name", "theirs"),
    [
        (
            "Customer,Industry,Country,Website,CSM\nAcme,Retail,Chile,acme.example,Ana\n",
            "Customer",
            "Website, Industry, Country",
        ),
        ("Company,Segment,Tier,Owner\nAcme,SMB,Gold,Ana\n", "Company", "Segment"),
    ],
)
def test_a_bare_sheet_with_columns_of_accounts_only_is_one_of_accounts(
    text: str, name: str, theirs: str
) -> None:
    (part,) = parts(text).parts
    assert (part.kind, part.mapping.mapping["name"]) == ("accounts", name)
    assert part.evidence["kind"] == (
        f"accounts: {name} names them, every other column is one of theirs "
        f"({theirs} of no other kind of rows)"
    )


@pytest.mark.parametrize(
    ("text", "theirs"),
    [
        ("Customer,ARR,Start Date,Owner\nAcme,5,2024-01-01,Ana\n", "Owner is"),
        ("Client,MRR,Start Date,Health,Country\nAcme,5,2024-01-01,80,CL\n", "Country, Health are"),
        (
            "Customer,ARR,Start Date,Owner,Renewal Date\nAcme,5,2024-01-01,Ana,2026-10-10\n",
            "Owner, Renewal Date are",
        ),
    ],
)
def test_accounts_with_their_arr_and_their_start_are_no_subscriptions(
    text: str, theirs: str
) -> None:
    part = parts(text).parts[0]
    name = text.split(",")[0]
    assert part.kind == "accounts"
    assert part.evidence["kind"] == (
        f"accounts: each row has another {name}, and {theirs} of no subscription"
    )


@pytest.mark.parametrize(
    "text",
    [
        "Customer,ARR,Start Date\nAcme,5,2024-01-01\n",
        "Customer,ARR,Start Date,Owner\nAcme,5,2024-01-01,Ana\nAcme,6,2024-02-01,Ana\n",
        "Customer,ARR,Start Date,Owner,Product\nAcme,5,2024-01-01,Ana,Core\n",
        "Customer,ARR,Start Date,End Date,Owner\nAcme,5,2024-01-01,2025-01-01,Ana\n",
    ],
)
def test_what_tells_a_subscription_leaves_the_rows_subscriptions(text: str) -> None:
    assert parts(text).parts[0].kind == "subscriptions"


def test_the_website_of_an_account_tells_its_domain_where_no_other_column_does() -> None:
    (part,) = parts("Customer,Industry,Website\nAcme,Retail,https://www.acme.example/x\n").parts
    assert part.sheet.cells[part.mapping.columns["domain"]] == ["acme.example"]
    (part,) = parts("Customer,ARR,Website,Domain\nAcme,5,http://acme.org,acme.com\n").parts
    assert part.mapping.mapping["domain"] == "Domain"


@pytest.mark.parametrize(
    "text",
    [
        "Customer,Notes\nAcme,x\n",
        "Customer,CSM\nAcme,Ana\n",
        "Customer,Industry,City\nAcme,Retail,Lima\n",
        "Deal Name,Company,Amount,Close Date\nBig,Acme,100,2026-01-02\n",
        "Company,Domain,Lead Status,Country\nAcme,acme.com,new,Chile\n",
    ],
)
def test_what_may_be_something_else_than_accounts_is_asked_about(text: str) -> None:
    assert parts(text).parts == ()


@pytest.mark.parametrize(
    ("text", "place", "field"),
    [
        ("Customer,ARR,Website\nAcme,5,http://acme.org\nBeta,6,#REF!\n", 2, "domain"),
        ("Account,First Name,Last Name,Email\nA,Rose,Li,r@a.com\nB,#REF!,Li,t@b.com\n", 1, "name"),
    ],
)
def test_what_is_made_of_a_cell_without_a_value_has_none_either(
    text: str, place: int, field: str
) -> None:
    sheet = read_sheet(text.encode(), name="a.csv")
    (part,) = parts_of(replace(sheet, unread={place: {1: "#REF!"}}), Wish()).parts
    at = part.mapping.columns[field]
    assert (at > place, part.sheet.unread[at]) == (True, {1: "#REF!"})


def test_rows_of_another_kind_are_told_where_one_kind_alone_was_asked_for() -> None:
    header = "Id,WhoId,WhatId,Subject,ActivityDate,Status"
    rows = "1,,006A,Call,2026-01-05,Completed\n2,003A,,Send deck,2026-02-06,Not Started\n"
    found = parts(f"{header}\n{rows}", NOTHING_SAID._replace(kind="touchpoints"))
    assert [part.sheet.lines for part in found.parts] == [[2]]
    assert found.parts[0].evidence["other rows"] == (
        "1 row of another kind left out (line 3); without --as touchpoints they are read too"
    )


def test_rows_of_billing_are_subscriptions_by_their_ids_and_invoices_are_no_accounts() -> None:
    billing = (
        "Customer ID,Customer Name,Subscription ID,Plan,Interval,Amount,Start\n"
        "cus_1,Acme,sub_1,Pro,month,100,2024-01-15\ncus_1,Acme,sub_2,Basic,year,50,2024-03-01\n"
    )
    (subscriptions,) = parts(billing).parts
    assert subscriptions.kind == "subscriptions"
    assert subscriptions.mapping.mapping["account_name"] == "Customer Name"
    invoices = "Invoice Number,Customer,Invoice Date,Amount\n1,Acme,2026-01-01,5\n"
    assert parts(invoices).parts == ()
    listed = "Customer,ARR,Renewal Date,Invoice Number\nAcme,5,2026-03-01,7\n"
    assert parts(listed).parts[0].kind == "accounts"

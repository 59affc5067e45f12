"""The clerk's page of one application: compare, answer differences, choose a customer, write notes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.audit.models import AccessLog, History
from app.customers.models import Customer
from app.registrations import tally
from app.registrations.models import RegistrationMessage
from tests.registrations.desk_cases import Case, actor, admin, case, clerk, customer, row_of
from tests.support.cast import Office, Person
from tests.support.client import StrictClient
from tests.support.database import Database
from workflows.roles import Role

Visitors = Callable[..., StrictClient]


@pytest.fixture
def celina(office: Office) -> Person:
    """A clerk who reads English."""
    return clerk(office)


@pytest.fixture
def desk(new_client: Visitors, celina: Person) -> StrictClient:
    """The clerk's browser."""
    return new_client(celina)


@pytest.fixture
def renamed(office: Office) -> Case:
    """An application whose name differs from the base: she married."""
    return case(office, customer(office), last_name="Nowakowska")


def test_given_stands_beside_the_base_with_its_verdict(desk: StrictClient, renamed: Case) -> None:
    page = desk.get(renamed.desk)
    rows = {row.split("  ")[0]: row for row in page.parts("tbody tr")}
    assert any("Anna Nowakowska" in row and "Anna Testowa" in row and "different" in row for row in rows)
    assert any("218.45" in row and "the same" in row for row in rows)


def test_page_takes_six_statements(desk: StrictClient, office: Office, database: Database) -> None:
    about = customer(office)
    one = case(office, about, last_name="Nowakowska")
    case(office, about)
    desk.get(one.desk)  # settings and counts are read
    with database.statements() as seen:
        desk.get(one.desk)
    # before the page: who is asking; after it: the note that she looked
    assert len(seen) - 2 <= 6, "\n".join(seen)


def test_verify_waits_until_each_difference_is_answered(
    desk: StrictClient, office: Office, renamed: Case
) -> None:
    page = desk.get(renamed.desk)
    assert "verify" not in page.steps
    assert "Some differences have not been answered yet." in page.words
    page = desk.press(page, step="answers", follow=True, why_name="marriage certificate seen")
    assert "Accepted: marriage certificate seen" in page.words
    page = desk.press(page, step="verify", follow=True)
    assert row_of(office, renamed).state == "verified"
    assert "verified the application" in page.words


def test_differences_are_answered_and_the_check_confirmed_at_once(
    desk: StrictClient, office: Office, renamed: Case
) -> None:
    page = desk.get(renamed.desk)
    page = desk.press(page, "Store and confirm the check", follow=True, why_name="certificate seen")
    assert row_of(office, renamed).state == "verified"
    assert "Accepted: certificate seen" in page.words


def test_nothing_is_stored_when_a_difference_stays_unanswered(
    desk: StrictClient, office: Office, database: Database
) -> None:
    one = case(office, customer(office), last_name="Nowakowska", invoice_gross=1)
    answer = desk.press(desk.get(one.desk), "Store and confirm the check", why_name="certificate seen")
    assert answer.status_code == 409
    assert row_of(office, one).state == "needs_review"
    assert not database.all(select(History).where(History.event == "registration.edit"))


def test_an_answer_is_kept_in_history_beside_the_chain(
    desk: StrictClient, celina: Person, database: Database, renamed: Case
) -> None:
    desk.press(desk.get(renamed.desk), step="answers", why_name="marriage certificate seen")
    line = database.all(select(History).where(History.event == "registration.edit"))[0]
    assert line.data == {"answered": ["name"]}
    assert line.private_digest
    assert line.actor == f"staff:{celina.account_id}"


def test_a_field_that_agrees_cannot_be_answered(desk: StrictClient, renamed: Case) -> None:
    page = desk.get(renamed.desk)
    token = page.document.select_one("input[name=csrf_token]").attr("value")  # type: ignore[union-attr]  # it is there
    answer = desk.post(
        f"{renamed.desk}/answers", data={"csrf_token": token, "version": "1", "why_pesel": "x"}
    )
    assert answer.status_code == 409
    assert "do not differ any more" in answer.words


def test_another_customer_is_chosen_and_compared_anew(desk: StrictClient, office: Office) -> None:
    jan = customer(office, "Jan", "Kowalski")
    one = case(office, jan, customer_no="0000000001")
    page = desk.get(one.desk)
    assert "No customer has been chosen for this application." in page.words
    assert "The same: PESEL, name, invoice" in page.words
    page = desk.press(page, step="link", follow=True)
    row = row_of(office, one)
    assert row.customer_id == jan
    assert row.match["customer_no"] == "different"
    assert row.match["pesel"] == "equal"
    assert row.version == 2


def test_the_number_of_the_chosen_customer_is_read_in_history_and_not_chained(
    desk: StrictClient, office: Office
) -> None:
    one = case(office, customer(office, "Jan", "Kowalski"), customer_no="0000000001")
    page = desk.press(desk.get(one.desk), step="link", follow=True)
    number = office.database.get(Customer, row_of(office, one).customer_id).customer_no
    assert f"Customer number {number} was chosen." in page.words
    assert number not in str(office.database.all(select(History.data)))


def test_choosing_another_customer_forgets_the_answers(desk: StrictClient, office: Office) -> None:
    jan, twin = customer(office, "Jan", "Kowalski"), customer(office, "Jan", "Kowalski")
    one = case(office, jan, pesel=None, invoice_gross=1)
    page = desk.press(desk.get(one.desk), step="answers", follow=True, why_invoice_gross="typing error")
    assert row_of(office, one).accepted
    desk.press(page, step="link")
    assert row_of(office, one).accepted == {}
    assert row_of(office, one).customer_id == twin


def test_who_edited_may_not_activate(new_client: Visitors, office: Office, renamed: Case) -> None:
    both = clerk(office, "Barbara Oboje", Role.CLERK, Role.ADMIN)
    celina = clerk(office)
    theirs, hers = new_client(both), new_client(celina)
    theirs.press(theirs.get(renamed.desk), step="answers", why_name="marriage certificate seen")
    hers.press(hers.get(renamed.desk), step="verify")
    words = theirs.get(renamed.admin).words
    assert "Another person must do this, because you have already worked on this case." in words


def test_other_applications_of_the_same_person_are_named(desk: StrictClient, office: Office) -> None:
    about = customer(office)
    first, second = case(office, about, state="rejected"), case(office, about)
    page = desk.get(second.desk)
    assert first.reference in page.words
    assert "Rejected" in page.words


def test_a_note_is_for_colleagues_and_makes_no_page_stale(
    desk: StrictClient, office: Office, database: Database, renamed: Case
) -> None:
    page = desk.press(desk.get(renamed.desk), step="note", follow=True, note="Rang twice, nobody answers.")
    assert "Rang twice, nobody answers." in page.words
    assert "Celina Biurowa" in page.words
    assert row_of(office, renamed).version == 1
    assert database.all(select(RegistrationMessage.kind)) == ["note"]


def test_an_empty_note_is_refused_at_its_field(desk: StrictClient, renamed: Case) -> None:
    page = desk.press(desk.get(renamed.desk), step="note", note="  ")
    assert page.status_code == 422
    assert "Please write a few words." in page.errors["note"]


def test_who_looked_is_noted(desk: StrictClient, celina: Person, database: Database, renamed: Case) -> None:
    desk.get(renamed.desk)
    seen = database.all(select(AccessLog).where(AccessLog.subject_kind == "registration"))
    assert [(one.actor, one.endpoint, one.subject_id) for one in seen] == [
        (f"staff:{celina.account_id}", "desk.application", renamed.id)
    ]


def test_an_admin_reads_but_has_no_clerks_buttons(
    new_client: Visitors, office: Office, renamed: Case
) -> None:
    page = new_client(admin(office)).get(renamed.desk)
    assert page.status_code == 200
    assert not set(page.steps) & {"verify", "ask", "withdraw", "link", "answers"}


def test_unknown_reference_is_no_page(desk: StrictClient) -> None:
    assert desk.get("/desk/applications/EB-2222-2222-00").status_code == 404
    assert desk.post("/desk/applications/EB-2222-2222-00/verify").status_code in {400, 404}


def test_a_customer_finds_no_desk(new_client: Visitors, anna: Person, renamed: Case) -> None:
    assert new_client(anna).get(renamed.desk).status_code == 404
    assert new_client(anna).get("/desk").status_code == 404


def test_next_leads_to_the_most_urgent_other_one(desk: StrictClient, office: Office, renamed: Case) -> None:
    other = case(office, customer(office, "Jan", "Kowalski"))
    answer = desk.get(f"/desk/next?after={renamed.reference}")
    assert answer.headers["Location"].endswith(other.desk)
    assert desk.get(f"/desk/next?after={other.reference}").headers["Location"].endswith(renamed.desk)


def test_next_leads_to_the_list_when_nothing_is_left(desk: StrictClient, renamed: Case) -> None:
    assert desk.get(f"/desk/next?after={renamed.reference}").headers["Location"].endswith("/desk")


@pytest.fixture(autouse=True)
def count_anew() -> None:
    """The menu's counts are of another database."""
    tally.kept.forget()


def test_the_services_actor_is_the_person(celina: Person) -> None:
    assert actor(celina).id == f"staff:{celina.account_id}"

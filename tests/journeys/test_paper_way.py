"""The paper desk in a real browser: an envelope comes, announced or not, and its sender logs in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from app.audit.models import History
from app.customers.models import Agreement, CustomerAccess, SupplyPoint
from app.foundation.clock import today
from app.registrations import tally
from app.registrations.models import Registration
from tests.journeys import envelope, paper_steps
from tests.journeys.browsing import log_in, press, runs_scripts, words
from tests.journeys.envelope import BOARD, PDF, Envelope
from tests.journeys.test_way_through import NEW_PASSWORD, SCRIPTS, first_login
from tests.registrations import desk_cases, paper_cases
from tests.registrations.announcing import MAIL
from tests.registrations.paper_cases import Firma
from tests.support.cast import Office, Person
from tests.support.database import Database
from tests.support.mails import Mailbox

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def count_anew() -> None:
    """The menu's counts are of another database."""
    tally.kept.forget()


@dataclass
class Firm:
    """An institution of the base with two supply points, and where its application stands."""

    known: Firma
    office: Office
    points: Sequence[str]
    others: Sequence[str]

    @property
    def envelope(self) -> Envelope:
        """Its papers, signed and issued today."""
        return Envelope(self.office.app, self.known, today())

    @property
    def row(self) -> Registration:
        """The only application."""
        found: Registration = self.office.database.one(select(Registration))
        return found

    @property
    def desk(self) -> str:
        """The address of the screen to check."""
        return f"/desk/applications/{self.row.reference}"

    def stands(self, state: str) -> None:
        """Hold the application's state against what was done."""
        assert self.row.state == state


@pytest.fixture
def firm(office: Office, database: Database, obcy: Person) -> Firm:
    """The firm, and a stranger with a supply point of his own."""
    office.regulations(number="2026.7")
    known = paper_cases.firma(office)
    agreement = database.one(select(Agreement.id).where(Agreement.customer_id == known.customer_id))
    for number in ("1", "2"):
        office.supply_point(agreement, tariff="C21", street="Fabryczna", building=number)
    point = select(SupplyPoint.ppe)
    mine = database.all(point.where(SupplyPoint.agreement_id == agreement))
    others = database.all(point.where(SupplyPoint.agreement_id == obcy.agreement_id))
    return Firm(known, office, mine, others)


def begin_check(page: Page, firm: Firm) -> None:
    """Open the screen, begin, and choose the customer whom the numbers name."""
    page.goto(firm.desk)
    press(page, "/start-review")
    firm.stands("in_review")
    press(page, "/customer")
    assert firm.row.customer_id == firm.known.customer_id


def check_signed(page: Page) -> None:
    """Read both signed papers, of which there are images only, and type what they say."""
    paper_steps.show(page, "application")
    paper_steps.accept(page)
    paper_steps.show(page, "regulations")
    assert not page.locator("#judge [data-place]").count()
    signers = [("signers", one) for one in BOARD]
    paper_steps.accept(page, *signers, signed_on=f"{today():%d.%m.%Y}", edition="2026.7")


def check_extract(page: Page, firm: Firm) -> None:
    """Compare what was read from the extract's text layer, and accept it as it stands there."""
    paper_steps.show(page, "krs_extract")
    given = firm.known.given
    assert paper_steps.suggested(page, "nip", "regon", "krs") == {
        name: given[name] for name in ("nip", "regon", "krs")
    }
    assert page.locator("#judge-rule").input_value() == "two"
    paper_steps.accept(page)


def check_certificate(page: Page, firm: Firm) -> None:
    """Type what the certificate says, of which there is an image only."""
    given = firm.known.given
    typed = {name: given[name] for name in ("name", "regon", "nip")}
    paper_steps.accept(page, **typed, issued_on=f"{today():%d.%m.%Y}")


def let_in(page: Page, firm: Firm, adam: Person) -> None:
    """Verify as the clerk whose check it is, activate as an admin who did nothing else on it."""
    press(page, "/verify")
    firm.stands("verified")
    log_in(page, adam.login, adam.password)
    paper_steps.activate(page, firm.row.reference, adam)
    firm.stands("activated")
    about = (History.subject_kind == "registration", History.subject_id == firm.row.id)
    by_adam = select(History.event).where(*about, History.actor == desk_cases.actor(adam).id)
    assert firm.office.database.all(by_adam) == ["registration.activate"]


def sees_its_own(page: Page, firm: Firm, database: Database) -> None:
    """Hold the home of the first user against the base."""
    assert page.url.endswith("/home"), words(page.locator("main"))
    shown = words(page.locator("main")).replace(" ", "")
    assert all(ppe in shown for ppe in firm.points)
    assert not any(ppe in page.content().replace(" ", "") for ppe in firm.others)
    access = database.one(select(CustomerAccess).where(CustomerAccess.account_id == firm.row.account_id))
    assert (access.customer_id, access.role) == (firm.known.customer_id, "administrator")


@pytest.mark.parametrize("scripts", SCRIPTS)
def test_an_announced_envelope_without_the_regon_certificate_leads_to_the_first_login(  # noqa: PLR0913, PLR0917 - everybody on the way
    browser_page: Page,
    firm: Firm,
    database: Database,
    outbox: Mailbox,
    celina: Person,
    adam: Person,
    scripts: str,
) -> None:
    page, given = browser_page, firm.known.given
    reference = paper_steps.apply(page, firm.known, codes_by="mail", **two_sign())
    packet = envelope.posted(paper_steps.download(page))
    paper_steps.confirm_email(page, outbox, given["email"])
    firm.stands("announced")
    log_in(page, celina.login, celina.password)
    paper_steps.scanned_code(page, packet.code)
    assert page.url.endswith(f"/desk/papers/{reference}")
    press(page, "/receive", incoming_no="P/17/2026", sender=given["name"], pages="9", originals="teczka 12")
    firm.stands("received")
    application = envelope.file("wniosek.pdf", PDF, packet.sheets("Wniosek o dostęp", "Regulamin 2026.7"))
    regulations = envelope.file("regulamin.pdf", PDF, packet.sheets("Regulamin 2026.7", "Lista: co dołączyć"))
    kinds = {"application": [application], "regulations": [regulations]}
    paper_steps.add_files(page, {**kinds, "krs_extract": [firm.envelope.extract]})
    begin_check(page, firm)
    check_signed(page)
    check_extract(page, firm)
    assert paper_steps.ask_for(page) == ["regon_certificate"]
    firm.stands("awaiting_documents")
    send_certificate(page, firm, outbox)
    log_in(page, celina.login, celina.password)
    page.goto(firm.desk)
    only_the_certificate_is_new(page)
    check_certificate(page, firm)
    let_in(page, firm, adam)
    first_login(page, outbox, given["email"])
    sees_its_own(page, firm, database)
    assert runs_scripts(page) is (scripts == "with")


def two_sign() -> dict[str, str]:
    """Return what is typed of those who will sign."""
    return {
        f"signer_{part}_{number}": one[part]
        for number, one in enumerate(BOARD, 1)
        for part in ("name", "function")
    }


def send_certificate(page: Page, firm: Firm, outbox: Mailbox) -> None:
    """Read the office's mail, come to the tracker with reference and code, and send the photograph."""
    email, reference = firm.known.given["email"], firm.row.reference
    assert "REGON" in outbox.last(to=email, name="registration_documents").text
    code = outbox.last(to=email, name=MAIL).row.secrets["code"]
    paper_steps.follow(page, reference, code)
    boxes = page.locator("#documents-form input[type=file]")
    assert [box.get_attribute("name") for box in boxes.all()] == ["file-regon_certificate"]
    paper_steps.send_asked(page, "regon_certificate", firm.envelope.certificate)
    firm.stands("in_review")


def only_the_certificate_is_new(page: Page) -> None:
    """Look again: what came is named and stands open; what was accepted is folded away."""
    new = page.locator(".check-changes li")
    assert new.count() == 1
    assert "zaświadczenie.jpg" in words(new)
    assert page.locator(".check-tab[aria-current]").get_attribute("data-document") == "regon_certificate"
    folded = page.locator(".check-tabs details:not([open]) .check-tab")
    kinds = [one.get_attribute("data-document") for one in folded.all()]
    assert kinds == ["application", "regulations", "krs_extract"]
    assert page.locator(".check-tab").count() == len(kinds) + 1


def test_a_bare_envelope_that_nobody_announced_leads_to_the_first_login(  # noqa: PLR0913, PLR0917 - the same
    browser_page: Page, firm: Firm, database: Database, outbox: Mailbox, celina: Person, adam: Person
) -> None:
    page = browser_page
    log_in(page, celina.login, celina.password)
    open_for_papers(page, firm)
    firm.stands("received")
    certificate = firm.envelope.faxed_certificate
    files = {
        "application": [firm.envelope.signed("application")],
        "regulations": [firm.envelope.signed("regulations", "2026.7")],
        "unsorted": [firm.envelope.extract, certificate],
    }
    paper_steps.add_files(page, files)
    paper_steps.sort_file(page, "odpis KRS.pdf", "krs_extract")
    paper_steps.sort_file(page, certificate["name"], "regon_certificate")
    begin_check(page, firm)
    check_signed(page)
    check_extract(page, firm)
    paper_steps.show(page, "regon_certificate")
    check_certificate(page, firm)
    let_in(page, firm, adam)
    assert not outbox(name="pin")
    log_in(page, celina.login, celina.password)
    codes = paper_steps.print_codes(page)
    first_login_that_proves(page, firm, outbox, *codes)
    sees_its_own(page, firm, database)


def open_for_papers(page: Page, firm: Firm) -> None:
    """Open an application from what stands on the papers; nobody has sent one."""
    given = firm.known.given
    street, place = given["seat"]
    postcode, city = place.split(" ", 1)
    page.goto("/desk/papers")
    page.locator("main a[href='/desk/papers/new']").first.click()
    page.locator("form[action$='/desk/papers/new'] details summary").click()
    same = ("name", "legal_form", "nip", "regon", "krs", "first_name", "last_name", "email")
    known = {name: given[name] for name in same}
    known |= {"street": street, "postcode": postcode, "city": city, "codes_by": "letter"}
    press(page, "/desk/papers/new", **known, channel="post", incoming_no="P/18/2026", pages="11")
    page.wait_for_url(re.compile("/desk/papers/EB-"))


def first_login_that_proves(page: Page, firm: Firm, outbox: Mailbox, identifier: str, pin: str) -> None:
    """Log in with the codes of the letter; every page waits until the link in the mail is used."""
    log_in(page, identifier, pin)
    press(page, "/first-login", new_password=NEW_PASSWORD, repeat=NEW_PASSWORD)
    assert page.url.endswith("/prove-email"), words(page.locator("main"))
    page.goto("/home")
    assert page.url.endswith("/prove-email")
    link = outbox.last(to=firm.known.given["email"], name="prove_email").link
    page.goto(link)
    press(page, link)

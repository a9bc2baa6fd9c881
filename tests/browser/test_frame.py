"""The frame in a real browser: keys, scans, themes, narrow screens, and no complaint from the browser on any page."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.documents.new_lines import NewLine
from everyunit.parties.save_party import SaveParty, save_party
from tests.browser.conftest import DESKTOP, PHONE, Live, Visitor

LONG = "W" * 60
PAGES = (
    "/",
    "/items",
    "/items/DRIVE",
    f"/items/{LONG}",
    "/new/item",
    "/change/item/DRIVE",
    "/bins",
    "/bins/MAIN",
    "/new/bin",
    "/vendors",
    "/customers",
    "/customers/C1",
    f"/customers/{LONG[:30]}",
    "/new/customer",
    "/documents",
    "/documents?kind=SI&status=posted&party=C1&from=2020-01-01",
    "/documents/new/PR",
    "/documents/PR/100001",
    "/documents/SI/100000",
    "/documents/SI/100001",
    "/documents/SI/100001/print",
    "/documents/SI/100001/print?as=pick",
    "/change/location/HQ",
    "/units",
    "/units?item=DRIVE&bin=MAIN",
    "/units/100000",
    "/units/100002",
    "/search?q=test",
    "/search?q=nothing",
    "/nowhere",
)
Burst = Callable[[Page, str], None]


@pytest.fixture
def filled(live: Live) -> Live:
    """With something on each page, and names as long as they may be."""
    trade = live.trade
    save_item(trade.owner, SaveItem(code=LONG, name="Name " * 39, maker="Maker", price_minor=10**7, cost_minor=10**6))
    save_party(
        trade.owner,
        SaveParty(code=LONG[:30], name=LONG * 3, role="customer", email=f"{LONG}@example.org", note=LONG * 4),
    )
    serials = trade.receive("DRIVE", 4)
    trade.receive(LONG, 3)
    trade.sell(*serials[:2])
    trade.take_back(serials[0])
    trade.draft("SI", NewLine(item=LONG, quantity=900_000), party=LONG[:30], reference=LONG)
    return live


def test_every_page_fits_its_screen_and_the_browser_has_no_complaint(filled: Live, screen: Page):
    for address in PAGES:
        screen.goto(address)
        expect(screen.locator("main h1")).to_be_visible()
        sizes = screen.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert sizes[0] <= sizes[1], address


def test_the_skip_link_is_the_first_stop_and_leads_to_the_content(live: Live, desktop: Page):
    desktop.goto("/items")
    desktop.keyboard.press("Tab")
    expect(desktop.locator(".eu-skip")).to_be_focused()
    desktop.keyboard.press("Enter")
    expect(desktop.locator("#content")).to_be_focused()


def test_by_keyboard_alone_from_sign_in_to_a_new_item_and_out_again(live: Live, visitor: Visitor):
    page = visitor.page(None, viewport=DESKTOP)
    page.goto("/")
    expect(page.get_by_label("Name")).to_be_focused()
    page.keyboard.type("owner")
    page.keyboard.press("Tab")
    page.keyboard.type("test-only-password")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Dashboard")

    reach(page, page.locator(".eu-rail").get_by_role("link", name="Stock"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/units")
    reach(page, page.locator(".eu-rail").get_by_role("link", name="Items"))
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Items")
    reach(page, page.get_by_role("link", name="New item"))
    page.keyboard.press("Enter")

    page.wait_for_load_state()
    expect(page.get_by_label("Code", exact=True)).to_be_focused()
    page.keyboard.type("KEYS")
    for _ in ("tracking", "type", "name"):
        page.keyboard.press("Tab")
    page.keyboard.type("Made by keyboard")
    page.keyboard.press("Control+Enter")
    expect(page.locator("h1")).to_have_text("Made by keyboard")
    page.wait_for_load_state()
    page.keyboard.press("Escape")
    expect(page.locator("h1")).to_have_text("Items")

    reach(page, page.locator(".eu-top .eu-menu summary"))
    page.keyboard.press("Enter")
    reach(page, page.get_by_role("button", name="Sign out"))
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Sign in")


def reach(page: Page, target: object, most: int = 40) -> None:
    """Press Tab until the target has the focus, and see that each stop shows where it is."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):  # type: ignore[attr-defined]
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none"
            return
    raise AssertionError(f"{target} is out of reach of the keyboard")


def test_slash_goes_to_the_box_and_escape_leaves_it(live: Live, desktop: Page):
    desktop.goto("/items")
    box = desktop.locator("#find")
    desktop.keyboard.press("/")
    expect(box).to_be_focused()
    desktop.keyboard.type("DRI/VE")
    expect(box).to_have_value("DRI/VE")
    desktop.keyboard.press("Escape")
    expect(box).not_to_be_focused()
    expect(box).to_have_value("")


def test_a_scan_anywhere_on_the_page_opens_what_it_names(live: Live, desktop: Page, burst: Burst):
    desktop.goto("/documents")
    burst(desktop, "DRIVE")
    expect(desktop).to_have_url(re.compile("/items/DRIVE$"))
    desktop.wait_for_load_state()
    desktop.locator(".eu-rail").get_by_role("link", name="Bins").focus()
    burst(desktop, "MAIN", "Tab")
    expect(desktop).to_have_url(re.compile("/bins/MAIN$"))


def test_a_scan_into_a_field_stays_there(live: Live, desktop: Page, burst: Burst):
    desktop.goto("/new/item")
    expect(desktop.get_by_label("Code", exact=True)).to_be_focused()
    desktop.keyboard.type("4000000000017")
    expect(desktop.get_by_label("Code", exact=True)).to_have_value("4000000000017")
    expect(desktop.locator("#find")).to_have_value("")


def test_an_open_scan_panel_gets_its_scans_itself(live: Live, desktop: Page):
    desktop.goto("/bins")
    desktop.evaluate(
        "document.querySelector('main').append(Object.assign(document.createElement('div'), {id: 'panel'}))"
    )
    desktop.evaluate("document.querySelector('#panel').dataset.scanPanel = ''")
    desktop.keyboard.type("DRIVE")
    expect(desktop.locator("#find")).to_have_value("")


def test_single_letters_typed_by_hand_do_nothing(live: Live, desktop: Page):
    desktop.goto("/bins")
    desktop.keyboard.type("DRIVE", delay=150)
    expect(desktop.locator("#find")).to_have_value("")
    expect(desktop.locator("#find")).not_to_be_focused()


def test_the_keys_of_the_page_are_shown_and_closed(live: Live, desktop: Page):
    desktop.goto("/bins")
    desktop.keyboard.press("?")
    expect(desktop.get_by_role("dialog", name="Keys of this page")).to_be_visible()
    desktop.keyboard.press("Escape")
    expect(desktop.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("system", ["light", "dark"])
def test_the_theme_follows_the_system_until_one_is_chosen(live: Live, visitor: Visitor, system: str):
    other = {"light": "dark", "dark": "light"}[system]
    page = visitor.page(viewport=DESKTOP, color_scheme=system)
    page.goto("/")
    assert theme(page) == system
    page.locator("[data-theme-toggle]").click()
    assert theme(page) == other
    page.goto("/items")
    assert theme(page) == other
    page.locator(".eu-top .eu-menu summary").click()
    page.get_by_role("button", name="Follow the system").click()
    assert theme(page) == system


def theme(page: Page) -> object:
    return page.evaluate("document.documentElement.dataset.bsTheme")


def test_the_theme_is_there_before_anything_is_painted(live: Live, visitor: Visitor):
    page = visitor.page(viewport=DESKTOP, color_scheme="dark")
    page.add_init_script(
        "new MutationObserver(() => { if (document.body && !window.first)"
        " window.first = document.documentElement.dataset.bsTheme; })"
        ".observe(document, {childList: true, subtree: true})"
    )
    page.goto("/items")
    assert page.evaluate("window.first") == "dark"


def test_the_rail_folds_and_stays_folded(live: Live, desktop: Page):
    desktop.goto("/items")
    wide = desktop.locator(".eu-rail").bounding_box()
    desktop.get_by_role("button", name="Fold").click()
    desktop.goto("/bins")
    narrow = desktop.locator(".eu-rail").bounding_box()
    assert wide is not None
    assert narrow is not None
    assert narrow["width"] < wide["width"] / 2
    rail = desktop.get_by_role("navigation", name="Jobs", exact=True)
    expect(rail.get_by_role("link", name="Items")).to_be_visible()


def test_on_a_phone_the_foot_bar_has_the_most_used_and_the_rest(live: Live, phone: Page):
    phone.goto("/")
    expect(phone.locator(".eu-rail")).to_be_hidden()
    bar = phone.locator(".eu-bottom")
    bar.get_by_text("More").click()
    bar.get_by_role("link", name="Customers").click()
    expect(phone.locator("h1")).to_have_text("Customers")


def test_on_a_phone_filters_open_when_asked_for(live: Live, phone: Page):
    phone.goto("/items")
    tracking = phone.locator(".eu-filters").get_by_label("Tracking")
    expect(tracking).to_be_hidden()
    phone.get_by_role("button", name="More filters").click()
    tracking.select_option("quantity")
    expect(phone.get_by_role("link", name="CABLE")).to_be_visible()
    expect(phone.get_by_role("link", name="DRIVE")).to_have_count(0)


def test_a_refused_form_is_announced_beside_its_field(live: Live, desktop: Page):
    desktop.goto("/new/item")
    desktop.get_by_label("Code", exact=True).fill("DRIVE")
    desktop.get_by_label("Name").fill("Again")
    desktop.keyboard.press("Control+Enter")
    field = desktop.get_by_label("Code", exact=True)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile("already"))
    expect(desktop.get_by_label("Name")).to_have_value("Again")


def test_a_form_is_sent_once(live: Live, desktop: Page):
    sent: list[str] = []
    desktop.goto("/new/customer")
    desktop.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    desktop.get_by_label("Code", exact=True).fill("ONCE")
    desktop.get_by_label("Name").fill("Once")
    desktop.evaluate(
        "const form = document.querySelector('form[data-post]'); form.requestSubmit(); form.requestSubmit()"
    )
    expect(desktop.locator("h1")).to_have_text("Once")
    assert len(sent) == 1


CONTRAST = """
() => {
  const rgb = (text) => {
    const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
    canvas.fillStyle = text;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const linear = (value) => value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
  const light = ([red, green, blue]) => 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  const ground = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const colour = rgb(getComputedStyle(each).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255, 255];
  };
  const poor = [];
  for (const element of document.querySelectorAll('body *')) {
    const text = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!text || !element.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue;
    if (element.closest('svg, [disabled], .visually-hidden, option')) continue;
    const [a, b] = [light(rgb(getComputedStyle(element).color)), light(ground(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) poor.push(`${element.className}: ${element.textContent.trim().slice(0, 30)} ${ratio.toFixed(2)}`);
  }
  return poor;
}
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_enough_from_its_ground(filled: Live, visitor: Visitor, scheme: str):
    """WCAG 2.2 AA asks for 4.5 to 1."""
    page = visitor.page(viewport=DESKTOP, color_scheme=scheme)
    for address in PAGES:
        page.goto(address)
        assert page.evaluate(CONTRAST) == [], address


def test_the_measure_of_contrast_would_tell(live: Live, desktop: Page):
    desktop.goto("/bins")
    desktop.evaluate("document.querySelector('h1').style.color = '#999'")
    assert len(desktop.evaluate(CONTRAST)) == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ["/sign-in", "/nowhere"])
def test_outside_of_the_frame_it_looks_the_same(live: Live, visitor: Visitor, address: str, scheme: str):
    page = visitor.page(None, viewport=PHONE, color_scheme=scheme)
    page.goto(address)
    assert theme(page) == scheme
    assert page.evaluate(CONTRAST) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_fields_and_buttons_have_names(filled: Live, desktop: Page):
    for address in PAGES:
        desktop.goto(address)
        nameless = desktop.evaluate(
            "() => [...document.querySelectorAll('button, a[href], input:not([type=hidden]), select, textarea')]"
            ".filter((e) => !(e.labels?.length || e.getAttribute('aria-label') || e.textContent.trim()))"
            ".map((e) => e.outerHTML)"
        )
        assert nameless == [], address

"""The explorers as a page: it opens, answers, shows no code, asks no other host, and lets nobody see another file."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.access import barriers, focus_is_seen, label, overflow, tab_to
from tests.e2e.browser import free_port, serving, shoot

pytestmark = [pytest.mark.browser, pytest.mark.long]
ROOT = Path(__file__).parents[2]
ILSLEARN = Path(sys.executable).with_name("ilslearn")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app, for three visitors at once; who does nothing for some seconds is asleep."""
    port, home = free_port(), str(tmp_path_factory.mktemp("home"))
    idle = ["--Visitors.cull_idle_timeout=45", "--Visitors.cull_interval=1"]
    command = [str(ILSLEARN), "app", "--no-browser", "--port", str(port), "--visitors", "3", "--", *idle]
    with serving(command, port, Path(home), {"ILSLEARN_HOME": home}, ready="/voila/static/voila.js") as address:
        yield address


def opened(page: Page, address: str) -> list[str]:
    """Open the page, and return the requests that have gone, and will go, to other hosts; none of them gets there."""
    elsewhere: list[str] = []

    def only_here(route):
        if route.request.url.startswith(address):
            return route.continue_()
        elsewhere.append(route.request.url)
        return route.abort()

    page.route(re.compile("^https?:"), only_here)
    page.goto(address)
    expect(
        page.get_by_text("C158 (Termination of Employment Convention, 1982) was in force for Brazil").first
    ).to_be_visible()
    expect(page.get_by_role("slider", name="Year")).to_be_visible()
    return elsewhere


def test_a_visitor_drives_each_explorer_by_the_keyboard_alone(app: str, page: Page) -> None:
    elsewhere = opened(page, app)
    assert page.title() == "ilslearn: international labour standards before domestic courts"
    assert page.evaluate("document.documentElement.lang") == "en"
    expect(page.get_by_text("not legal advice")).to_be_visible()
    expect(page.get_by_text("The facts are as of 20")).to_be_visible()
    expect(page.get_by_text("CC BY 4.0")).to_be_attached()
    said = page.locator(".ils-said [aria-live=polite]").locator("visible=true")

    def keys(reach: str, name: str, *pressed: str) -> None:
        tab_to(page, reach)
        while label(page) != name:
            tab_to(page, reach)
        assert focus_is_seen(page), f"who comes to {name} does not see it"
        for key in pressed:
            page.keyboard.press(key) if key in ("Enter", "End") else page.keyboard.type(key)

    def next_tab(name: str) -> None:
        tab_to(page, "[role=tab]", key="Shift+Tab")
        page.keyboard.press("ArrowRight")
        assert label(page) == name
        page.keyboard.press("Enter")
        expect(page.locator(".widget-tab select").locator("visible=true").first).to_be_visible()

    keys("select", "Country", "canada")
    expect(said).to_contain_text("was not in force for Canada")
    keys("select", "Instrument", "C098")
    keys("[role=slider]", "Year", "End")
    expect(said).to_contain_text(re.compile("On 1 June 20.., C098 .* was in force for Canada"))
    assert barriers(page) == []

    next_tab("Decisions")
    keys("input[type=text]", "Words", "minority union strike", "Enter")
    expect(said).to_contain_text("National Union of Metalworkers")
    expect(page.get_by_text(re.compile("^Why it fits: "))).to_be_visible()
    assert barriers(page) == []

    next_tab("Compare")
    keys("select", "Third decision", "ARG")
    expect(said).to_contain_text("Decisions side by side")
    expect(page.get_by_role("columnheader", name=re.compile("Larocca|Argentina|ARG")).first).to_be_attached()
    assert barriers(page) == []

    next_tab("Supervision")
    keys("select", "Country", "Colombia")
    expect(said).to_contain_text("Which doors were open: C087, Colombia")
    assert barriers(page) == []

    next_tab("Trade")
    keys("select", "Party", "Canada")
    expect(said).to_contain_text("Labour provisions in trade: Canada")
    assert barriers(page) == []
    shoot(page, "app-trade")

    for _ in range(60):  # no trap: Tab leads out of the page's last control, and round again
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body || document.activeElement.matches('[role=tab]')"):
            break
    else:
        raise AssertionError("Tab never leaves the explorer")

    assert elsewhere == []
    assert page.locator(".jp-InputArea, .cm-editor, .highlight").count() == 0
    assert "import ilslearn" not in page.content()


@pytest.mark.parametrize("width", [pytest.param(640, marks=pytest.mark.thorough), 320])
def test_nothing_is_lost_in_a_narrow_window(app: str, page: Page, width: int) -> None:
    """At 640 pixels a window of 1280 is at 200 %; at 320, at 400 % (WCAG 2.2, 1.4.4 and 1.4.10)."""
    page.set_viewport_size({"width": width, "height": 900})
    opened(page, app)
    for name in ("Ratifications", "Decisions", "Compare", "Supervision", "Trade"):
        page.get_by_role("tab", name=name).click()
        expect(page.locator(".ils-explorer :is(h2, strong)").locator("visible=true").first).to_be_visible()
        assert overflow(page, "html") <= 0
        out = page.evaluate(
            """() => [...document.querySelectorAll('main :is(p, h1, h2, h3, li, select, input, img, [role=tab])')]
                .filter(e => e.offsetParent && !e.closest('[role=group]:has(> table), .ils-said')
                    && e.getBoundingClientRect().right > innerWidth).map(e => e.outerHTML.slice(0, 120))"""
        )
        assert out == [], f"{name} at {width}"
        tables = page.locator(".ils-explorer :has(> table)").locator("visible=true").all()
        assert all(box.get_attribute("tabindex") == "0" for box in tables)  # a wide table scrolls, also by keys
        shoot(page, f"app-{name.casefold()}-{width}")


def test_a_visitor_sees_no_other_file_and_runs_nothing(app: str, page: Page) -> None:
    opened(page, app)
    for path in (
        "explorers.ipynb", "voila/files/explorers.ipynb", "voila/files/page.py", "voila/files/voila.json",
        "voila/files/%2e%2e/views/draw.py", "voila/files/..%2fviews%2fdraw.py", "voila/tree", "voila/tree/",
        "voila/render/explorers.ipynb", "voila/api/contents", "api/contents", "api/kernels", "api/sessions",
        "voila/static/..%2findex.html.j2", "voila/files/../../pyproject.toml",
    ):  # fmt: skip
        reply = page.request.get(f"{app}/{path}")
        assert reply.status in (403, 404), path
        assert "ils.explore" not in reply.text(), path
        assert "Traceback" not in reply.text(), path
    ran = page.evaluate(
        """async () => {
            const config = JSON.parse(document.getElementById('jupyter-config-data').textContent);
            const here = location.origin.replace('http', 'ws') + config.baseUrl;
            const socket = new WebSocket(`${here}api/kernels/${config.kernelId}/channels`), types = [];
            await new Promise(done => socket.onopen = done);
            socket.onmessage = event => typeof event.data === 'string'
                && types.push(JSON.parse(event.data).header.msg_type);
            const send = (type, content) => socket.send(JSON.stringify({channel: 'shell', content, metadata: {},
                parent_header: {}, buffers: [], header: {msg_id: type, username: '', session: 's', msg_type: type,
                version: '5.3', date: new Date().toISOString()}}));
            send('execute_request', {code: 'print(6 * 7)', silent: false, store_history: false,
                user_expressions: {}, allow_stdin: false, stop_on_error: true});
            send('kernel_info_request', {});
            for (let k = 0; k < 100 && !types.includes('kernel_info_reply'); k++) {
                await new Promise(r => setTimeout(r, 100));
            }
            await new Promise(r => setTimeout(r, 1000));
            return types;
        }"""
    )
    assert "kernel_info_reply" in ran, "the test reaches the kernel"
    assert not {"execute_reply", "execute_input", "stream"} & set(ran)


@pytest.mark.thorough
def test_one_visitor_too_many_is_told_so(app: str, page: Page) -> None:
    for _ in range(4):
        reply = page.request.get(app)
        if reply.status == 503:
            break
    assert reply.status == 503
    page.goto(app)
    expect(page.get_by_text("Too many visitors at once: try again in some minutes")).to_be_visible()
    assert barriers(page) == []
    shoot(page, "app-too-many")


@pytest.mark.thorough
def test_who_slept_is_told_so_and_finds_a_way_back(app: str, page: Page) -> None:
    page.wait_for_timeout(60_000)  # those of the test before are asleep, and make room
    opened(page, app)
    page.wait_for_timeout(60_000)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    alert = page.get_by_role("alert", name="").filter(has_text="have gone to sleep")
    expect(alert).to_be_visible()
    shoot(page, "app-asleep")
    alert.get_by_role("link", name="Open them again").click()
    expect(page.get_by_role("slider", name="Year")).to_be_visible()


@pytest.mark.thorough
def test_a_proxy_can_put_it_under_a_path_of_its_own(tmp_path: Path, page: Page) -> None:
    port = free_port()
    command = [str(ILSLEARN), "app", "--no-browser", "--port", str(port), "--", "--base_url=/services/explorers/"]
    home = {"ILSLEARN_HOME": str(tmp_path)}
    with serving(command, port, tmp_path, home, ready="/services/explorers/voila/static/voila.js") as address:
        assert opened(page, f"{address}/services/explorers/") == []
        assert page.request.get(f"{address}/").status == 404


@pytest.mark.thorough
def test_it_speaks_the_language_that_it_is_started_in(tmp_path: Path, page: Page) -> None:
    port = free_port()
    command = [str(ILSLEARN), "--language", "fr", "app", "--no-browser", "--port", str(port)]
    with serving(command, port, tmp_path, {"ILSLEARN_HOME": str(tmp_path)}, ready="/voila/static/voila.js") as address:
        page.goto(address)
        expect(page.get_by_role("heading", name="Les normes internationales du travail")).to_be_visible()
        expect(page.get_by_text("était en vigueur").first).to_be_visible()
        assert page.locator("html").get_attribute("lang") == "fr"
        assert barriers(page) == []
        shoot(page, "app-fr")

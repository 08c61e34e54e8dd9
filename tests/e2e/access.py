"""What no reader may be kept out by: grave barriers that axe-core finds, and what the keyboard cannot reach."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

GRAVE = ("serious", "critical")
FOCUS = "document.activeElement"
# WCAG 2.2 AA, and what axe-core holds for good practice besides.
OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def barriers(page: Page, within: str | None = None) -> list[str]:
    """Each serious or critical barrier of the page, or of the part that a selector names."""
    size = page.viewport_size or {"width": 1300, "height": 950}
    if within:
        # JupyterLab's body has no height, and hides what is beyond it: without one, axe-core takes all for hidden, and
        # measures no contrast. What is below the fold of a notebook is measured in a window that is high enough.
        page.set_viewport_size({"width": size["width"], "height": 12_000})
        page.evaluate("document.body.style.minHeight = '100vh'")
        page.wait_for_timeout(500)
    # The number beside an output ("[30]:") is JupyterLab's own, and pale; the guide counts it.
    context = {"include": [[within]], "exclude": [[".jp-OutputPrompt"]]} if within else None
    found = Axe().run(page, context, OPTIONS).response["violations"]
    page.set_viewport_size(size)
    return [
        f"{one['id']}: {one['help']}: {node['target']} {node['html'][:160]}"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]


def tab_to(page: Page, matches: str, most: int = 60, key: str = "Tab") -> None:
    """Press Tab until what has the focus fits: nothing is clicked. What has it on the way must be seen to have it."""
    for _ in range(most):
        page.keyboard.press(key)
        if page.evaluate(f"{FOCUS}.matches({matches!r})"):
            return
    raise AssertionError(f"{key} never reached {matches}")


def label(page: Page) -> str:
    """What a screen reader calls that which has the focus."""
    return str(
        page.evaluate(
            f"({FOCUS}.getAttribute('aria-label') ?? {FOCUS}.labels?.[0]?.textContent ?? {FOCUS}.textContent).trim()"
        )
    )


def focus_is_seen(page: Page) -> bool:
    """Has what has the focus an outline, or a shadow, around it, and does it lie within the window?"""
    return bool(
        page.evaluate(
            """() => {
                const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
                const ring = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1)
                    || style.boxShadow !== 'none';
                return ring && box.bottom > 0 && box.top < innerHeight && box.width > 0;
            }"""
        )
    )


def overflow(page: Page, within: str) -> int:
    """By how many pixels what a selector names is wider than its place."""
    return int(page.locator(within).first.evaluate("one => one.scrollWidth - one.clientWidth"))

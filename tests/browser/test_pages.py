"""The pages in a real browser: links, sorting, forms, accessibility. Screenshots go to CUTBENCH_SCREENSHOTS."""

import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pandas as pd
import pytest

pytestmark = pytest.mark.browser
HERE = Path(__file__).parent
MODEL = "qwen2.5-coder-1.5b"
RULES_ALONE = ("codegen={models: [], cuts_from: pattern/pattern, review: required}",)
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1300,1000",
)


@pytest.fixture(scope="module")
def results(request):
    """A finished result folder of one benchmark: that which CUTBENCH_RESULTS names, else made from recorded calls."""
    folder = os.environ.get("CUTBENCH_RESULTS")
    return Path(folder).resolve() if folder else request.getfixturevalue("benchmark_results")


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    driver = shutil.which("chromedriver")
    if not driver:
        pytest.skip("there is no chromedriver: install Chromium with its driver")
    options = webdriver.ChromeOptions()
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(flag)
    chromium = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    yield chromium
    chromium.quit()


@pytest.fixture
def picture(browser, tmp_path):
    """Keep a screenshot."""

    def take(name):
        folder = Path(os.environ.get("CUTBENCH_SCREENSHOTS", tmp_path))
        folder.mkdir(parents=True, exist_ok=True)
        assert browser.save_screenshot(str(folder / f"{name}.png"))

    return take


@pytest.fixture(scope="module")
def review(results, browser, tmp_path_factory, request):
    """The review of a copy of the results, served by the command and entered by the browser."""
    copy = Path(shutil.copytree(results, tmp_path_factory.mktemp("review") / results.name))
    with serving(copy, browser, request) as address:
        yield address, copy


@contextmanager
def serving(copy, browser, request):
    """The address of a running review, without the token that the browser has entered with."""
    command = [sys.executable, "-m", "cutbench.cli", "review", str(copy), "--port", "0", "--by", "Tester"]
    server = subprocess.Popen(command, cwd=request.config.rootpath, stdout=subprocess.PIPE, text=True)
    entrance = server.stdout.readline().split(": ")[-1].split()[0]
    try:
        browser.get(entrance)
        yield entrance.partition("?")[0]
    finally:
        server.terminate()
        server.communicate()


def find(browser, selector):
    return browser.find_element("css selector", selector)


def send(browser, button):
    """Press a button that sends a form, and wait for the page that comes back."""
    from selenium.webdriver.support.expected_conditions import staleness_of
    from selenium.webdriver.support.ui import WebDriverWait

    old = find(browser, "html")
    button.click()
    WebDriverWait(browser, 20).until(staleness_of(old))
    WebDriverWait(browser, 20).until(lambda page: page.execute_script("return document.readyState") == "complete")


def faults(browser):
    axe = HERE / "node_modules/axe-core/axe.min.js"
    if not axe.exists():
        pytest.skip(f"axe-core is not there: npm install in {HERE}")
    browser.execute_script(axe.read_text(encoding="utf-8"))
    result = browser.execute_async_script("axe.run().then(arguments[arguments.length - 1])")
    serious = [fault for fault in result["violations"] if fault["impact"] in {"serious", "critical"}]
    return [(fault["id"], [node["target"] for node in fault["nodes"][:3]]) for fault in serious]


def complaints(browser):
    return [entry["message"] for entry in browser.get_log("browser") if entry["level"] == "SEVERE"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1300, 400])
def test_pages_have_no_serious_fault(browser, results, picture, scheme, width):
    browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    )
    screen = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 800}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    names = ["index", f"extraction-{MODEL}-grounded-seed0", f"codegen-{MODEL}-compiled-seed0", "cut-2.2"]
    pages = {"results": results.parent / "index.html"} | {name: results / f"pages/{name}.html" for name in names}
    for name, page in pages.items():
        browser.get(page.as_uri())
        picture(f"{name}-{scheme}-{width}")
        assert faults(browser) == [], name
        assert complaints(browser) == [], name
        assert browser.execute_script("return document.documentElement.scrollWidth <= window.innerWidth + 1"), name
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_the_index_sorts_and_filters(browser, results):
    browser.get((results / "pages/index.html").as_uri())
    for _ in range(2):
        find(browser, "#cuts-table thead th:nth-child(3) button").click()
    counts = [
        int(cell.text.split()[0]) for cell in browser.find_elements("css selector", "#cuts-table td:nth-child(3)")
    ]
    assert counts == sorted(counts, reverse=True)
    groups = "#extractions details:not([hidden])"
    assert len(browser.find_elements("css selector", groups)) > 1
    find(browser, "#filter-extractions").send_keys("grounded")
    (group,) = browser.find_elements("css selector", groups)
    assert not group.find_element("css selector", "table").is_displayed()
    group.find_element("css selector", "summary").click()
    assert len([row for row in group.find_elements("css selector", "tbody tr") if row.is_displayed()]) == 2


def test_cuts_are_chosen_by_verdict_and_one_that_is_linked_to_opens(browser, results):
    page = (results / f"pages/extraction-{MODEL}-grounded-seed0.html").as_uri()
    browser.get(page)
    cards = browser.find_elements("css selector", ".cut")
    find(browser, "[name=shown][value=correct]").click()
    shown = [card for card in cards if card.is_displayed()]
    assert 0 < len(shown) < len(cards)
    assert all("is-correct" in card.get_attribute("class") for card in shown)
    hidden = next(card for card in cards if not card.is_displayed()).get_attribute("id")
    browser.execute_script("location.hash = arguments[0]", f"#{hidden}")
    assert find(browser, f"#{hidden}").is_displayed()
    assert find(browser, f"#{hidden} .opinions").is_displayed()


def test_what_is_hidden_sideways_is_hinted_at(browser, results):
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": 390, "height": 900, "deviceScaleFactor": 1, "mobile": True}
    )
    browser.get((results.parent / "index.html").as_uri())
    scrolling = "return [...document.querySelectorAll('.wide')].filter((box) => box.scrollWidth > box.clientWidth + 1)"
    boxes = browser.execute_script(scrolling)
    assert boxes
    hinted = "return arguments[0].previousElementSibling.matches('.hint')"
    assert all(browser.execute_script(hinted, box) for box in boxes)
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_from_a_cut_to_its_sentence_by_keyboard(browser, results, picture):
    from selenium.webdriver import Keys

    browser.get((results / f"pages/extraction-{MODEL}-grounded-seed0.html").as_uri())
    find(browser, "#cut-c005 summary").send_keys(Keys.ENTER)
    link = find(browser, "#cut-c005 blockquote a")
    link.send_keys(Keys.ENTER)
    mark = browser.execute_script("return document.querySelector('svg a:target')")
    assert mark.get_attribute("id") == link.get_attribute("href").split("#")[1]
    picture("sentence")
    box = mark.find_element("css selector", "rect").rect
    assert box["width"] > 20


def test_verdict_edit_approval_and_what_follows(browser, review, picture, workflow):
    from selenium.webdriver.support.ui import Select

    address, copy = review
    browser.get(f"{address}extraction-pattern-pattern-seed0.html")
    find(browser, "#cut-c004 > summary").click()
    Select(find(browser, "#verdict-c004")).select_by_value("contradictory")
    find(browser, "#why-c004").send_keys("as in the paper")
    picture("review")
    send(browser, find(browser, "#cut-c004 form button"))
    assert "Tester: contradictory" in find(browser, "#cut-c004 .review").text
    find(browser, "#cut-c005 > summary").click()
    find(browser, "#cut-c005 .more summary").click()
    text = find(browser, "#text-c005")
    text.clear()
    text.send_keys("Muons need p_T > 70 GeV")
    send(browser, find(browser, "#cut-c005 .more form button"))
    send(browser, browser.find_element("xpath", "//button[text()='Approve the list as it stands']"))
    assert "approved by Tester" in find(browser, "#main").text
    assert faults(browser) == []
    picture("review-approved")
    assert complaints(browser) == []

    tables = {name: copy / f"tables/{name}.csv" for name in ("agreement", "codegen")}
    before = {name: pd.read_csv(path) for name, path in tables.items()}
    pages = copy / "pages"
    done = workflow(copy.parent, *map(str, tables.values()), str(pages), config=RULES_ALONE)
    assert done.returncode == 0, done.stderr[-2000:]
    after = {name: pd.read_csv(path) for name, path in tables.items()}
    assert "Tester" not in before["agreement"].to_string()
    assert "Tester" in after["agreement"].to_string()
    rows = [table[table["model"] == "pattern"].iloc[0] for table in (before["codegen"], after["codegen"])]
    assert [row["cuts_from"] for row in rows] == ["groundtruth", "pattern/pattern"]
    assert [row["not_matched"] for row in rows] == [1, 1]
    browser.get((pages / "codegen-pattern-compiled-seed0.html").as_uri())
    assert "approved by Tester" in find(browser, "#main").text
    picture("step-2-of-the-approved-list")


def test_a_hostile_run_is_only_text(browser, results, tmp_path, request, picture):
    """A model's words and a program's output may hold anything; a browser must show it and do nothing."""
    poison = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">\x1b[31m\u202eabc"
    copy = Path(shutil.copytree(results, tmp_path / results.name))
    run = copy / "extraction/pattern/pattern/seed0"
    cuts = json.loads((run / "cuts.json").read_text())
    for cut, text in zip(cuts["cuts"], (poison, "x" * 1_000_000, "</article></main>" + poison), strict=False):
        cut["text"] = cut["comments"] = text
    (run / "cuts.json").write_text(json.dumps(cuts))
    ran = copy / "codegen/pattern/compiled/seed0"
    (ran / "selection.py").write_text(f"print({poison!r})\n" + poison)
    with serving(copy, browser, request) as address:
        for page in ("extraction-pattern-pattern-seed0.html", "codegen-pattern-compiled-seed0.html", "cut-2.2.html"):
            browser.get(f"{address}{page}")
            assert "owned" not in browser.title
            assert not browser.find_elements("css selector", "img, script[src]")
            assert complaints(browser) == [], page
            assert "<script>" in find(browser, "#main").text or page.startswith("cut-")
            assert "\u202e" not in find(browser, "#main").text
            assert browser.execute_script("return document.documentElement.scrollWidth <= window.innerWidth + 1"), page
            picture(f"hostile-{page.split('-')[0]}")


def test_the_review_answers_on_this_machine_only(review):
    address, _ = review
    assert address.startswith("http://127.0.0.1:")
    start = time.monotonic()
    with pytest.raises(HTTPError, match="403"):
        urlopen(address)
    assert time.monotonic() - start < 30

"""The hub's pages in a real browser (Debian's chromium, driven by Playwright), as a merchant uses them.

usage: pages.py HUB SHOP [SCREENSHOTS]

Signs in with the keyboard alone, uploads a shop, sends questions as a device, answers one that could not be answered,
starts a promotion and reads the charts, on a phone (390 px) and on a screen (1280 px). Fails where a console message, a
request to elsewhere, or a page wider than the screen appears. Screenshots are for the eye.
"""
import json, os, random, subprocess, sys, tempfile, time, urllib.request

from playwright.sync_api import sync_playwright

PASSWORD = "three small green apples"
failures = 0


def check(title, holds):
    global failures
    print(("ok    " if holds else "WRONG ") + title, flush=True)
    failures += not holds


def value(item):
    if isinstance(item, bool):
        return {"boolValue": item}
    if isinstance(item, list):
        return {"arrayValue": {"values": [value(one) for one in item]}}
    return {"doubleValue": item} if isinstance(item, float) else {"stringValue": item}


def send(address, token, records):
    body = {"resourceLogs": [{"resource": {"attributes": [{"key": "service.instance.id", "value": value("counter-1")}]}, "scopeLogs": [{"logRecords": [
        {"timeUnixNano": str(int(when * 1e9)), "severityNumber": 9, "eventName": name,
         "attributes": [{"key": "log.record.uid", "value": value(f"u{index}-{random.random()}")}, {"key": "session.id", "value": value(session)},
                        {"key": "shoptalk.sequence", "value": {"intValue": str(index + 1)}}] + [{"key": f"shoptalk.{key}", "value": value(item)} for key, item in values.items()]}
        for index, (when, name, session, values) in enumerate(records)]}]}]}
    request = urllib.request.Request(f"{address}/v1/logs", json.dumps(body).encode(), {"Content-Type": "application/json", "Authorization": f"Bearer {token}"})
    assert urllib.request.urlopen(request).status == 200


def week(products):
    """A week of a shop as a device would tell it."""
    records, now = [], time.time()
    asks = ["how much is the {}", "where is the {}", "do you have the {}", "is there a larger {}", "what goes with the {}"]
    intents = ["price", "location", "stock", "options", "recommend"]
    for day in range(7):
        for shopper in range(12 + 5 * day):
            when = now - 86_400 * (6 - day) - random.random() * 36_000
            handle, title = random.choice(products[: 4 + shopper % 12])
            kind = random.randrange(5)
            session = f"{day}-{shopper}"
            values = {"outcome": "answered", "transcript": asks[kind].format(title.lower()), "answer": f"The {title} is here.", "intent": intents[kind],
                      "answered": True, "products": [handle], "confidence": 0.9, "first_sound_ms": 90 + random.random() * 150}
            if kind == 2 and shopper % 3 == 0:
                values["unavailable"] = [handle]
            records.append((when, "shoptalk.question", session, values))
            if shopper % 4 == 0:
                records.append((when + 5, "shoptalk.promotion", session, {"title": "Autumn week", "applies_to": handle}))
                records.append((when + 20, "shoptalk.question", session, values | {"transcript": "how long does that offer run", "answered": True}))
    for _ in range(3):
        records.append((now - 900, "shoptalk.question", "x", {"outcome": "answered", "transcript": "do you sharpen knives", "intent": "unclear", "answered": False,
                        "answer": "I'm not sure about that. Please ask a member of staff."}))
    records.append((now - 500, "shoptalk.device", "", {"what": "lost", "sentence": "the microphone is gone (No such device) and is tried again"}))
    return records


def main():
    hub, shop = sys.argv[1:3]
    shots = sys.argv[3] if len(sys.argv) > 3 else None
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([hub, "password", "anna", "--data", folder], input=PASSWORD + "\n", text=True, check=True)
        process = subprocess.Popen([hub, "serve", "--data", folder, "--port", "0"], stdout=subprocess.PIPE, text=True)
        while "listening at" not in (line := process.stdout.readline()):
            assert line
        address = line.split()[-1]
        token = subprocess.run([hub, "enrol", "Counter 1", "--data", folder], capture_output=True, text=True, check=True).stdout.strip()
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
                visit(browser, address, token, shop, shots)
                browser.close()
        finally:
            process.kill()
    sys.exit(1 if failures else 0)


def visit(browser, address, token, shop, shots):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    said, elsewhere = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith((address, "data:")) else elsewhere.append(request.url))

    page.goto(address)
    check("whoever comes is asked to sign in", page.url.endswith("/sign-in"))
    page.keyboard.type("anna")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(address + "/")
    check("signed in with the keyboard alone", "Nothing was asked yet" in page.content())

    # To the shop by Tab and Enter.
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Shop":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/shop")
    page.set_input_files("#files", [os.path.join(shop, name) for name in sorted(os.listdir(shop)) if name.endswith((".csv", ".toml"))])
    page.get_by_role("button", name="Upload").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/shop?done=uploaded")
    check("the shop is uploaded and is version 1", "Version 1" in page.content())

    import csv
    with open(os.path.join(shop, "catalog.csv"), newline="") as table:
        products = [(row["Handle"], row["Title"]) for row in csv.DictReader(table) if row["Title"]]
    send(address, token, week(products))
    page.goto(address + "/?days=7")
    check("questions are shown, with charts by day and by hour", page.locator("svg.chart").count() == 2 and "sharpen" not in page.content())
    figure = page.locator("svg.chart").first.locator("text.figure").last
    check("a figure stands on the bars", figure.text_content().isdigit())

    page.goto(address + "/unanswered")
    check("what could not be answered is listed with how often", "asked 3 times" in page.content())
    page.locator("textarea").first.focus()
    page.keyboard.type("Yes, every Tuesday from ten.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/unanswered?done=answer")
    check("an answer is taken by keyboard, and the question leaves the list", "sharpen" not in page.content())

    page.goto(address + "/promotions")
    form = page.locator("section", has_text="New promotion").last
    form.locator("[name=title]").fill("Autumn week")
    form.locator("[name=applies_to]").fill(products[0][0])
    form.locator("[name=value]").fill("15")
    form.locator("[name=starts]").fill(time.strftime("%Y-%m-%d", time.localtime(time.time() - 3 * 86_400)))
    form.locator("[name=message]").fill("Fifteen percent off this week")
    form.get_by_role("button").click()
    page.wait_for_url("**/promotions?done=saved")
    content = page.content()
    check("a promotion is started, and what became of it is shown", "how long does that offer run" in content and "a day while it runs" in content)

    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900 if width > 400 else 844})
        for place in ("", "questions", "unanswered", "stock", "promotions", "shop", "devices"):
            page.goto(f"{address}/{place}?days=7")
            wide = page.evaluate("document.documentElement.scrollWidth")
            check(f"/{place} fits {width} px", wide <= width)
            if shots:
                page.screenshot(path=os.path.join(shots, f"{place or 'overview'}-{width}.png"), full_page=True)
    check(f"the console is silent {said[:3]}", not said)
    check(f"nothing is fetched from elsewhere {elsewhere[:3]}", not elsewhere)


main()

"""Makes shops that do not exist, and questions to them. Shares no code with the product."""
import csv, json, os, random

KINDS = {
    "grocer": ("bread milk cheese honey jam tea coffee rice pasta soup juice butter yogurt salsa granola".split(), "organic whole smoked salted spiced sweet dark light fresh dried".split(), [("Size", ["small", "large"]), ("Weight", ["200 g", "500 g", "1 kg"])]),
    "clothes": ("shirt jacket dress scarf hat coat sweater skirt belt cardigan hoodie vest".split(), "linen wool cotton denim silk striped quilted cropped long short".split(), [("Size", ["S", "M", "L", "XL"]), ("Color", ["red", "navy", "green", "black"])]),
    "hardware": ("hammer saw wrench drill ladder bucket shovel rake pliers chisel tape clamp".split(), "steel folding cordless heavy light rubber wooden telescopic".split(), [("Length", ["12 in", "18 in", "24 in"])]),
    "toys": ("puzzle kite robot train castle doll drum boat truck rocket".split(), "wooden giant mini musical magnetic glowing soft flying".split(), [("Color", ["red", "yellow", "blue"])]),
    "furniture": ("sofa table chair lamp shelf desk stool bench mirror cabinet".split(), "oak walnut velvet rattan round tall narrow folding".split(), [("Finish", ["natural", "white", "black"])]),
    "books": ("atlas novel cookbook diary thriller memoir songbook almanac".split(), "illustrated pocket annotated forgotten northern silent winter golden".split(), [("Format", ["paperback", "hardcover"])]),
    "plants": ("fern rose cactus ivy orchid basil mint palm fig lavender".split(), "climbing dwarf hardy variegated trailing scented giant".split(), [("Pot size", ["10 cm", "15 cm", "20 cm"])]),
    "jewellery": ("ring necklace bracelet brooch pendant anklet locket".split(), "silver gold pearl amber jade opal twisted beaded".split(), [("Size", ["5", "6", "7", "8"])]),
    "pets": ("collar leash kibble bed bowl brush toy treat crate".split(), "padded salmon chicken reflective grain-free braided elevated".split(), [("Size", ["small", "medium", "large"])]),
    "bakery": ("loaf bun croissant tart pie cookie muffin bagel scone".split(), "sourdough rye almond cherry lemon seeded chocolate".split(), [("Pack", ["single", "half dozen", "dozen"])]),
}
MAKERS = "Aldermoor Brightwell Corvane Dunsany Elmhurst Farrow Greylock Hollin Ivory Kestrel Larkspur Maplin".split()


def make(folder, seed):
    """Writes one shop; gives what is true of it."""
    rng = random.Random(seed)
    kind = list(KINDS)[seed % len(KINDS)]
    nouns, adjectives, options = KINDS[kind]
    os.makedirs(folder, exist_ok=True)
    products, used = [], set()
    while len(products) < 40:
        title = f"{rng.choice(adjectives)} {rng.choice(nouns)}".title().replace("-F", "-f")
        if rng.random() < 0.25: title = f"{rng.choice(MAKERS)} {title}"
        if title.lower() in used: continue
        used.add(title.lower())
        chosen = rng.sample(options, rng.randint(0, min(2, len(options))))
        values = [[]]
        for _, all_values in chosen: values = [v + [x] for v in values for x in all_values]
        base = rng.randint(150, 9000)
        variants = []
        for number, value in enumerate(values):
            price = base + number * rng.choice([0, 0, 50, 125, 300])
            before = price + rng.randint(50, 900) if rng.random() < 0.15 else None
            variants.append({"options": value, "price": price, "before": before, "stock": rng.choice([0, 1, 3, 12, 40, None])})
        products.append({"handle": title.lower().replace(" ", "-"), "title": title, "type": title.split()[-1], "names": [n for n, _ in chosen], "variants": variants,
                         "aisle": str(rng.randint(1, 30)), "material": rng.choice(["oak", "steel", "cotton", "clay", "wool", "glass"]), "weight": f"{rng.randint(1, 90) * 10} g"})
    with open(os.path.join(folder, "catalog.csv"), "w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["Handle", "Title", "Body (HTML)", "Vendor", "Type", "Tags", "Published", "Option1 Name", "Option1 Value", "Option2 Name", "Option2 Value", "Variant SKU", "Variant Inventory Tracker",
                      "Variant Inventory Qty", "Variant Inventory Policy", "Variant Price", "Variant Compare At Price", "Aisle (product.metafields.custom.aisle)", "Material (product.metafields.custom.material)", "Weight (product.metafields.custom.weight)"])
        for p in products:
            for i, v in enumerate(p["variants"]):
                pairs = [(n if i == 0 else "", x) for n, x in zip(p["names"], v["options"])] + [("", "")] * 2
                if not p["names"]: pairs = [("Title", "Default Title"), ("", "")]
                head = [p["title"], f"<p>A {p['title'].lower()} made of {p['material']}.</p>", "House", p["type"], "", "true"] if i == 0 else [""] * 6
                out.writerow([p["handle"], *head, *pairs[0], *pairs[1], f"{p['handle']}-{i}", "" if v["stock"] is None else "shopify", "" if v["stock"] is None else v["stock"], "deny", money(v["price"]),
                              money(v["before"]) if v["before"] else "", *([p["aisle"], p["material"], p["weight"]] if i == 0 else [""] * 3)])
    offers = [{"on": p, "percent": rng.choice([10, 20, 25])} for p in rng.sample(products, 3)]
    with open(os.path.join(folder, "promotions.csv"), "w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["title", "applies_to", "kind", "value", "starts", "ends", "message"])
        for o in offers:
            out.writerow([f"{o['percent']} off {o['on']['title']}", o["on"]["handle"], "percent_off", o["percent"], "2020-01-01", "2099-12-31", f"{o['percent']} percent off the {o['on']['title']} this month"])
    faq = [("Do you deliver?", f"Yes, within {rng.randint(3, 15)} miles for ${rng.randint(3, 9)}.00."), ("Can I return things?", f"Yes, within {rng.choice([14, 30, 60])} days with the receipt."), ("Do you gift wrap?", "Yes, free of charge.")]
    with open(os.path.join(folder, "faq.csv"), "w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["question", "answer"])
        out.writerows(faq)
    opens, closes = rng.randint(7, 10), rng.randint(17, 21)
    days = "".join(f'{d} = "{opens:02}:00-{closes:02}:00"\n' for d in "mon tue wed thu fri sat".split())
    with open(os.path.join(folder, "shop.toml"), "w") as file:
        file.write(f'[shop]\nname = "The {rng.choice(MAKERS)} {kind.title()}"\nlanguage = "en"\ncurrency = "USD"\n\n[hours]\n{days}sun = "closed"\n')
    return {"kind": kind, "products": products, "offers": offers, "faq": faq, "hours": (opens, closes), "folder": folder}


def money(cents): return f"{cents // 100}.{cents % 100:02}"


def questions(shop, count, seed):
    """Dialogues of one to three turns: what shoppers ask, in many ways, of things that are there and of things that are not."""
    rng = random.Random(seed)
    products = shop["products"]
    nouns, adjectives, _ = KINDS[shop["kind"]]

    def name(p):
        words = p["title"].lower().split()
        return " ".join(words[1:] if len(words) > 2 and rng.random() < 0.4 else words)

    def option():
        p = rng.choice([p for p in products if p["names"]] or products)
        return p, " ".join(rng.choice(p["variants"])["options"])

    def other(): return rng.choice(["plastic unicorn", "used bicycle", "haunted " + rng.choice(nouns), rng.choice(nouns) + " holster", "inflatable " + rng.choice(nouns), "left handed " + rng.choice(nouns)])

    def one():
        p, q = rng.sample(products, 2)
        n, m = name(p), name(q)
        o, values = option()
        return rng.choice([
            f"how much is the {n}", f"what does the {n} cost", f"price of the {n} please", f"how much for two {n}s", f"{n} how much", f"what would three of the {n} come to",
            f"do you have the {n}", f"is the {n} in stock", f"have you got any {n}s left", f"how many {n}s do you have", f"where is the {n}", f"which aisle is the {n} in", f"where do i find {n}s",
            f"how much is the {name(o)} in {values}", f"do you have the {name(o)} in {values}", f"what sizes does the {name(o)} come in", f"what colours is the {name(o)}", f"what is the {n} made of",
            f"how heavy is the {n}", f"tell me about the {n}", f"is the {n} cheaper than the {m}", f"is the {n} more expensive than the {m}", f"what is the difference between the {n} and the {m}",
            f"which is cheaper the {n} or the {m}", f"what is your cheapest {rng.choice(nouns)}", f"what is the most expensive {rng.choice(nouns)}", f"what {rng.choice(nouns)}s do you have", f"what is on offer",
            f"is the {n} on sale", f"anything on sale", f"something {rng.choice(adjectives)} under {rng.randint(5, 80)} dollars", f"can you recommend a {rng.choice(nouns)}", f"a gift for my dad under {rng.randint(10, 60)} dollars",
            "are you open on sunday", "when do you close", "do you deliver", "can i return things", "do you gift wrap", f"do you sell {other()}s", f"how much is a {other()}", f"where is the {other()}",
            f"how much is the {rng.choice(adjectives)} one", "what's the meaning of life", f"is the {n} safe for my baby", f"how much was the {n} before", f"how much do i save on the {n}", f"the {n} and the {m} together how much",
        ])

    def more():
        p = rng.choice(products)
        return rng.choice(["and how much is it", "where is it", "do you have it in stock", "and the other one", "what about the large one", "how much are two", "is it on sale", "and in red", "what is it made of", f"and the {name(p)}", "which is cheaper",
                           "have you got it", "how much is that one", "which one is the cheapest", "anything cheaper", "and the small one", "yes please", "no the other one", "how much is that version", "how many are left"])

    return [{"id": f"{os.path.basename(shop['folder'])}-{i:04}", "turns": [{"q": one()}] + [{"q": more()} for _ in range(rng.choice([0, 0, 1, 2]))]} for i in range(count)]

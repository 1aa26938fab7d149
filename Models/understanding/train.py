#!/usr/bin/env python3
"""Trains the reader of intents: a linear layer on the sentence encoder's vectors.

  train.py [--shoptalk PROGRAM] [--data FOLDER] [--swift FILE] [--check QUESTIONS.jsonl ...]

The questions are our own (phrases/INTENT.txt, one template a line); {p} and the like are filled with goods of no
particular shop. One part of the fillings says "item" in place of the goods, as the clerk does with what it has found
in the catalogue. Vectors come from the program itself, so that what is trained on is what is read at the counter.
"""
import argparse, base64, json, pathlib, random, subprocess, sys, tempfile, textwrap
import numpy as np

here = pathlib.Path(__file__).parent
slots = {
    "o": "large|medium|small|extra large|size ten|black|blue|red|white|navy|green|gold|silver|oak|walnut|vanilla|chocolate|king|queen|twin|half gallon|twelve ounce|one pound|five hundred grams|256 gigabytes|decaf|mild|unscented|paperback|hardcover|left handed|left hand|glossy|matte|ten foot|two inch|30 tablets|long|short|wide".split("|"),
    "s": "nuts|peanuts|milk|dairy|gluten|wheat|soy|eggs|sesame|lactose|shellfish|wool|latex|nickel|fragrance|sugar|alcohol".split("|"),
    "d": "sunday|monday|tuesday|wednesday|thursday|friday|saturday|new year's day|christmas eve|labor day|the fourth of july|tomorrow".split("|"),
    "t": "my mother|my dad|my wife|my husband|a friend|a ten year old|my girlfriend|a teenager|a baby|a cook|a gardener|my grandmother|a colleague|a coffee lover|kids|a man|a beginner|my sister".split("|"),
    "v": "Harrow|Brightwell|Oakridge|Sunfield|Marlow|Nordvik|Bluebell|Acme".split("|"),
}
nouns = here.joinpath("nouns.txt").read_text().split("\n")[:-1]


def fill(template, draw, item):
    second = draw.choice(slots["o"])
    noun, other = ("item", "other item") if item else draw.sample(nouns, 2)
    text = template.replace("{p2}", other).replace("{o2}", second)
    for plain in ("{p}s", "{p}"):
        text = text.replace(plain, noun + ("s" if plain.endswith("s") and not noun.endswith("s") else ""))
    for name, values in slots.items():
        while "{" + name + "}" in text:
            text = text.replace("{" + name + "}", draw.choice(values), 1)
    return text


# What CLINC150's intents are in a shop; those left out could be asked of a clerk, the rest never are.
clinc = {
    "greeting": "greeting", "goodbye": "goodbye", "thank_you": "thanks", "repeat": "repeat", "what_can_i_ask_you": "greeting",
    "yes": "followup", "no": "followup", "whisper_mode": None, "change_volume": None, "change_speed": "repeat",
    **dict.fromkeys("maybe shopping_list shopping_list_update order order_status accept_reservations how_busy meal_suggestion "
                    "food_last ingredient_substitution plug_type vaccines cancel redeem_rewards rewards_balance damaged_card "
                    "exchange_rate expiration_date gas_type recipe cook_time do_you_have_pets user_name "
                    "application_status what_is_your_name".split()),
    "calories": "detail", "nutrition_info": "detail", "ingredients_list": "ingredient"}


def others(folder, draw):
    """Questions of people from public sets, where they are at hand: (intent, text, share of a template's weight)."""
    folder = pathlib.Path(folder)
    rows = []
    if (file := folder / "intents/clinc150-train-val.json").exists():
        data = json.loads(file.read_text())
        of = {}
        for text, label in data["train"] + [(t, "oos") for t, _ in data["oos_train"]]:
            of.setdefault(label, []).append(text)
        for label, texts in sorted(of.items()):
            intent = clinc.get(label, "out_of_scope")
            if intent:
                n = 60 if label == "oos" else 6 if intent == "out_of_scope" else 25
                rows += [(intent, t, 0.5) for t in draw.sample(texts, n)]
    if (file := folder / "pqa/hetpqa-answers-train.tsv").exists():
        asked = sorted({line.split("\t")[1] for line in file.read_text().split("\n")[1:] if line.count("\t") >= 4})
        skip = ("where can i", "do you", "how much is", "difference", "what size", "what color", "vegan", "gluten", " or ")
        asked = [q for q in asked if 15 < len(q) < 90 and not any(k in q for k in skip)]
        rows += [("detail", q, 0.3) for q in draw.sample(asked, min(350, len(asked)))]
    return rows


def vectors(program, texts):
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder, "lines.txt")
        source.write_text("\n".join(texts) + "\n")
        subprocess.run([program, "dump", "bert", str(source), "--out", folder, "--states", "0"], check=True)
        with open(pathlib.Path(folder, "lines.dump"), "rb") as file:
            head = json.loads(file.readline())
            shape = head["tensors"][0]["shape"]
            return np.frombuffer(file.read(), dtype="<f4", count=shape[0] * shape[1]).reshape(shape).copy()


def train(x, y, weight, classes, decay, steps=400):
    """Multinomial logistic regression by full-batch Adam with weight decay."""
    w, b = np.zeros((classes, x.shape[1]), np.float32), np.zeros(classes, np.float32)
    moments = [np.zeros_like(w), np.zeros_like(w), np.zeros_like(b), np.zeros_like(b)]
    target = np.eye(classes, dtype=np.float32)[y] * 0.95 + 0.05 / classes
    for step in range(1, steps + 1):
        z = x @ w.T + b
        z -= z.max(1, keepdims=True)
        p = np.exp(z)
        p /= p.sum(1, keepdims=True)
        d = (p - target) * weight[:, None] / weight.sum()
        for i, (v, g) in enumerate(((w, d.T @ x + decay * w), (b, d.sum(0)))):
            m, s = moments[2 * i], moments[2 * i + 1]
            m += 0.1 * (g - m)
            s += 0.001 * (g * g - s)
            v -= 0.1 * (m / (1 - 0.9**step)) / (np.sqrt(s / (1 - 0.999**step)) + 1e-8)
    return w, b


def swift(names, w, b):
    """The weights as a source file: int8 with a scale for each intent, in base64."""
    scale = np.abs(w).max(1) / 127
    q = np.round(w / scale[:, None]).astype(np.int8)
    text = base64.b64encode(q.tobytes()).decode()
    lines = "\\\n".join("    " + text[i : i + 112] for i in range(0, len(text), 112))
    rows = "\n".join(f'    ("{n}", {s:.8g}, {v:.6g}),' for n, s, v in zip(names, scale, b))
    return f'''// Made by Models/understanding/train.py; change the phrases there, not this.
enum IntentWeights {{
  /// The length of the vectors that the weights are for.
  static let width = {w.shape[1]}
  /// For each intent its name, the scale of its weights, and its bias.
  static let rows: [(name: String, scale: Float, bias: Float)] = [
{rows}
  ]
  /// Weights (intents, width), int8, in base64.
  static let weights = """
{lines}
    """
}}
'''


def matrix(name, w):
    """A matrix as constants of a source file: int8, column by column, each column with its scale."""
    scale = np.abs(w).max(0) / 127
    text = base64.b64encode(np.round(w / scale).astype(np.int8).T.tobytes()).decode()
    scales = "\n    ".join(textwrap.wrap(", ".join(f"{s:.6g}" for s in scale), 110))
    lines = "\\\n".join(f"    {text[i:i + 112]}" for i in range(0, len(text), 112))
    return f'  static let {name}Scales: [Float] = [\n    {scales},\n  ]\n  static let {name} = """\n{lines}\n    """\n'


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--shoptalk", default=".build/release/shoptalk")
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--decay", type=float, default=1e-4)
    options.add_argument("--fills", type=int, default=8)
    options.add_argument("--data", default=here.parents[2] / "shared/data", help="public sets, where there are any")
    options.add_argument("--swift", help="where the weights go")
    options.add_argument("--check", nargs="*", default=[])
    o = options.parse_args()
    draw = random.Random(o.seed)
    names = sorted(p.stem for p in here.joinpath("phrases").glob("*.txt"))
    rows = []
    for label, name in enumerate(names):
        for template in here.joinpath("phrases", name + ".txt").read_text().split("\n"):
            if template.strip():
                rows.append((label, template))
    texts, labels, groups, weights = [], [], [], []
    templates = len(rows)
    for intent, text, share in others(o.data, draw):
        texts.append(text); labels.append(names.index(intent)); groups.append(len(rows)); weights.append(share)
        rows.append((names.index(intent), text))
    for group, (label, template) in enumerate(rows[:templates]):
        made = {fill(template, draw, True)} | {fill(template, draw, False) for _ in range(o.fills)}
        for text in sorted(made):
            texts.append(text); labels.append(label); groups.append(group); weights.append(1 / len(made))
    x, y, groups, weights = vectors(o.shoptalk, texts), np.array(labels), np.array(groups), np.array(weights, np.float32)
    counts = np.bincount([l for l, _ in rows], minlength=len(names))
    weights *= (1 / np.sqrt(counts))[y]
    print(f"{templates} templates, {len(rows) - templates} questions of others, {len(texts)} questions, {len(names)} intents")
    fold = np.array([draw.randrange(5) for _ in rows])[groups]
    predicted = np.zeros(len(y), int)
    for k in range(5):
        w, b = train(x[fold != k], y[fold != k], weights[fold != k], len(names), o.decay)
        predicted[fold == k] = (x[fold == k] @ w.T + b).argmax(1)
    print(f"five folds by template: {np.average(predicted == y, weights=weights):.3f}")
    for i, name in enumerate(names):
        of, said = y == i, predicted == i
        wrong = np.bincount(predicted[of & ~said], minlength=len(names)) if (of & ~said).any() else np.zeros(len(names))
        print(f"  {name:14} recall {said[of].mean():.2f} precision {of[said].mean() if said.any() else 0:.2f}  taken for " + ", ".join(f"{names[j]} {wrong[j]}" for j in wrong.argsort()[::-1][:3] if wrong[j]))
    w, b = train(x, y, weights, len(names), o.decay)
    questions = []
    for path in o.check:
        for line in open(path):
            d = json.loads(line)
            if "q" in d["turns"][0]: questions.append((d["kind"], d["turns"][0]["q"]))
    if questions:
        alias = {"faq": "policy", "unknown_product": None, "ambiguous": None, "followup": None}
        questions = [(alias.get(k, k), q) for k, q in questions]
        questions = [(k, q) for k, q in questions if k in names]
        z = vectors(o.shoptalk, [q for _, q in questions]) @ w.T + b
        p = np.exp(z - z.max(1, keepdims=True)); p /= p.sum(1, keepdims=True)
        said = p.argmax(1)
        right = np.array([names[s] == k for s, (k, _) in zip(said, questions)])
        print(f"first questions of the sets: {right.mean():.3f} of {len(right)}")
        order = np.argsort(-p.max(1))
        for share in (0.25, 0.5, 0.75, 1): 
            top = order[: int(len(order) * share)]
            print(f"  surest {share:.0%}: {right[top].mean():.3f}, down to p = {p.max(1)[top[-1]]:.2f}")
        for i, (k, q) in enumerate(questions):
            if not right[i]: print(f"    {k:12} {names[said[i]]:12} {p[i].max():.2f}  {q}")
    if o.swift:
        pathlib.Path(o.swift).write_text(swift(names, w, b))


if __name__ == "__main__":
    main()

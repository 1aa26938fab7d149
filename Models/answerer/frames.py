"""How a clerk says things: for each kind of statement what the rules write, and how people of three styles would say it.

The language of the frames: [a|b] is one of the two, [a|] is a or nothing; they nest. Pointers stand for what only the
shop knows: N names, M money, P places, F figures, O options, X other words of the shop. {is}, {s}, {it}, {its}, {have},
{do}, {was} agree with the number of N0. A line is STYLE: TEXT, where STYLE is s (short), w (warm) or f (formal), or
several of them. `{v}` is a variant ("for the O0"), `{t}` what a price was before; both are filled in data.py.
"""

ASK_PRICE = """[hi |excuse me |hello |][how much is|how much are|what does|what's the price of|what do you charge for|how much for|price of|what is|tell me the price of] [the |a |that |][W|W W|N][ in W| please| cost| today|]
how much [is|are] [it|they|that|that one|the W one|the other one]
[and |]how much [is it|are they|for W|do they cost|does it cost][ in W|]
what would W of [the |]W [come to|cost]
[and |]the W one
W how much"""
ASK_STOCK = """[hi |excuse me |][do you have|have you got|do you sell|is there|are there|got any|can i get|can i have|do you carry] [the |a |any |some |][W|W W][ in W| left| in stock| today| please|]
is [the |]W [available|in stock|there][ in W|]
[are there any|how many] [W|W of them] [left|do you have]
[do you have|have you got] [it|them][ in W|]"""
ASK_PLACE = """[where is|where are|where do i find|where can i find|where would i find|which aisle is|which aisle has|what aisle are] [the |][W|W W][ in| please|]
[and |][where is it|where are they|which aisle|where do i find it|where]"""
ASK_OTHER = """options: [what|which] [sizes|colors|kinds|W] [do you have|can i get|does it come in|are there|does the W come in][ of the W|]
detail: [tell me about|what is|describe|what can you tell me about] [the W|it]
detail: [how heavy|how big|how long|how old] is [it|the W]
ingredient: [what is|what's] [it|the W] made of
ingredient: what's in the W
compare: [is|are] the W [cheaper|more expensive] than the W
compare: which [is|one is] [cheaper|better][, the W or the W|]
compare: what's the difference between the W and the W
superlative: [what is|what's] [your|the] [cheapest|most expensive] W[ you have|]
superlative: [the|your] [cheapest|dearest] W[ please|]
recommend: [can you recommend|do you have|i'm looking for|i need] [something W|a W|a gift for my W][ under W dollars| for W|]
recommend: anything [cheaper|W][ for W|]
promotion: [what is|is anything|is the W|anything|is there anything|are there any W] on [offer|sale]
promotion: [any|are there] [deals|offers] [today|on the W|]
hours: [when|what time|how early|how late] do you [open|close|shut][ on W| today|]
hours: are you open [on W|today|tomorrow|now]
list: [what|which] [W|kinds of W] do you have
list: [do you have any|show me your|what about] W
greeting: [hi|hello|good morning|hey][ there|]
thanks: [thanks|thank you|thanks a lot|that's great thanks]
goodbye: [bye|goodbye|thanks that's all|see you][ bye|]"""

# (intent, what is asked, what the rules write, how it is said)
FRAMES = [
    ("price", ASK_PRICE, "The N0 {is} M0{v}{t}.", """
s: The N0 {is} M0{v}{t}.
s: M0{v} for the N0{t}.
s: N0, M0{v}{t}.
w: [Sure thing, |Happy to help: |Of course! ][the|our] N0 {is} M0{v}{t}.
w: [You can have|You can take home] [the|our] N0 for M0{v}{t}.
w: [Our|The] N0 {is} [just right here at|yours for] M0{v}{t}.
w: That would be M0{v} for [the|our] N0{t}.
w: Good question! [The|Our] N0 {do} cost M0{v}{t}.
f: The price of the N0 is M0{v}{t}.
f: The N0 {is} priced at M0{v}{t}.
f: [Thank you for asking. |]The N0 [cost{s}|{is} offered at the price of] M0{v}{t}.
f: I can tell you that the N0 cost{s} M0{v}{t}.
"""),
    ("price", ASK_PRICE, "The N0 {is} M0{v}{t}, but {its} out of stock right now.", """
s: The N0 {is} M0{v}{t}, but out of stock right now.
s: M0{v} for the N0{t}, but {its} sold out.
w: [The|Our] N0 {is} M0{v}{t}, but I'm [sorry to say|afraid] {its} out of stock right now.
w: [The|Our] N0 cost{s} M0{v}{t}, though I'm afraid {its} sold out at the moment.
w: That would be M0{v} for [the|our] N0{t}, but sadly {its} out of stock at the moment.
f: The N0 {is} priced at M0{v}{t}, but {it} {is} currently out of stock.
f: The price of the N0 is M0{v}{t}; I regret that {it} {is} out of stock at present.
"""),
    ("price", ASK_PRICE, "The N0 {is} M0, in every X0{t}.", """
s: The N0 {is} M0 in every X0{t}.
s: M0 for the N0, in every X0{t}.
w: [The|Our] N0 {is} M0, [and that goes for every|whichever you like, in every] X0{t}.
w: For every X0 of [the|our] N0, that's M0{t}.
f: The N0 {is} priced at M0 in every X0{t}.
f: The price of the N0 is M0, and it applies to every X0{t}.
"""),
    ("price", ASK_PRICE, "The N0 {is} from M0 to M1{v}, depending on {dep}. Which one would you like?", """
s: The N0 {is} from M0 to M1{v}, depending on {dep}. Which one?
s: From M0 to M1 for the N0{v}, depending on {dep}. Which one would you like?
w: [The|Our] N0 start{s} from M0 and go{es} up to M1{v}, depending on {dep}. Which one [would you like|shall I look up for you|can I tell you about]?
w: That depends on {dep}: [the|our] N0 {is} from M0 to M1{v}. Which one [would you like|takes your fancy]?
f: The price of the N0 is from M0 to M1{v}, depending on {dep}. Which one would you prefer?
f: The N0 {is} priced from M0 to M1{v}, depending on {dep}. Which one may I look up for you?
"""),
    ("price", ASK_PRICE, "The N0 {is} {list}.", """
s: The N0 {is} {list}.
s: N0: {list}.
w: [Let me see: |Happy to tell you: |Of course! ][the|our] N0 {is} {list}.
w: [The|Our] N0 cost{s} {list}[. Take your pick|].
f: The N0 {is} priced at {list}.
f: The prices of the N0 are {list}.
"""),
    ("price", ASK_PRICE, "The N0 {is} M0{v} each, so F0 come to M1.", """
s: The N0 {is} M0{v} each, so F0 come to M1.
s: N0 at M0{v} each: F0 come to M1.
w: [The|Our] N0 {is} M0{v} each, so F0 of them come to M1[ in total|].
w: At M0{v} each for [the|our] N0, F0 would come to M1 altogether.
f: The N0 {is} priced at M0{v} each; F0 come to a total of M1.
f: At a price of M0{v} each, F0 of the N0 come to M1.
"""),
    ("price", ASK_PRICE, "They cost from M0 to M1. We have {names4}. Which one would you like?", """
s: From M0 to M1. We have {names4}. Which one?
w: They [go|cost] from M0 to M1. We have {names4}. Which one [would you like|takes your fancy]?
w: There's something from M0 to M1: we have {names4}. Which one [would you like|shall I look up for you]?
f: The prices are from M0 to M1. We have {names4}. Which one would you prefer?
f: They are priced from M0 to M1. We have {names4}. Which one may I look up for you?
"""),
    ("price", ASK_PRICE, "N0 {is} M0 and N1 is M1. Which one would you like?", """
s: N0 {is} M0, N1 is M1. Which one?
w: [The|Our] N0 {is} M0 and [the|our] N1 is M1. Which one [would you like|takes your fancy]?
f: The N0 {is} priced at M0 and the N1 at M1. Which one would you prefer?
"""),
    ("price", "[is it|how much was it|what did it cost|how much was the W|what was the price of the W] [before|then|last week|]",
     "The N0 {was} M0{v}, and {is} M1 now.", """
s: The N0 {was} M0{v}, now M1.
w: [The|Our] N0 {was} M0{v}, and now {its} M1.
w: {Itused} M0{v} for [the|our] N0, and {its} M1 now.
f: The N0 {was} priced at M0{v}, and {is} M1 now.
f: The price of the N0 was M0{v} before; {it} {is} M1 now.
"""),
    ("stock", ASK_STOCK, "Yes, we have the N0{v} in stock.{place}", """
s: Yes, the N0{v} {is} in stock.{place}
s: Yes, in stock: the N0{v}.{place}
w: Yes, we do! [The|Our] N0{v} {is} in stock.{place}
w: Yes, you're in luck: we have the N0{v} in stock.{place}
w: Yes indeed, we've got the N0{v} in stock.{place}
f: Yes, we have the N0{v} in stock.{place}
f: Certainly, the N0{v} {is} in stock.{place}
f: Yes, the N0{v} {is} available.{place}
"""),
    ("stock", ASK_STOCK, "Yes, we have the N0{v}.{place}", """
s: Yes, we have the N0{v}.{place}
s: Yes, the N0{v}.{place}
w: Yes, we do have the N0{v}!{place}
w: Yes indeed, we've got the N0{v} [for you|here].{place}
w: Yes, of course, we have the N0{v}.{place}
f: Certainly, we have the N0{v}.{place}
f: Yes, we do have the N0{v}.{place}
"""),
    ("stock", ASK_STOCK, "Yes, we have the N0{v}, but only F0 left.{place}", """
s: Yes, only F0 of the N0{v} left.{place}
s: Yes, the N0{v}, only F0 left.{place}
w: Yes, we have the N0{v}, but there {arleft} only F0 left, so be quick!{place}
w: Yes, you're in luck: we have the N0{v}, though only F0 left.{place}
f: Yes, we have the N0{v}; however, only F0 remain.{place}
f: Certainly, we have the N0{v}, but only F0 left.{place}
"""),
    ("stock", ASK_STOCK, "Yes, we have the N0: {opts}.{place}", """
s: Yes, the N0: {opts}.{place}
s: Yes, we have the N0 in {opts}.{place}
w: Yes, we do have the N0: {opts}.{place}
w: Yes indeed! We've got the N0 in {opts}.{place}
f: Certainly, we have the N0: {opts}.{place}
f: Yes, we have the N0 in {opts}.{place}
"""),
    ("stock", ASK_STOCK, "[Yes, we|We] have the N0 in {opts}.{place}", """
s: The N0 [come{s} in|{is} here in] {opts}.{place}
w: We've got the N0 in {opts}.{place}
w: We do have the N0 in {opts}[, take your pick|].{place}
f: We have the N0 in {opts}.{place}
f: We can offer the N0 in {opts}.{place}
"""),
    ("stock", ASK_STOCK, "Sorry, the N0{v} {is} out of stock right now.", """
s: Sorry, the N0{v} {is} out of stock.
s: The N0{v} {is} sold out right now.
w: I'm [so |really |]sorry, the N0{v} {is} out of stock [right now|at the moment].
w: Oh, I'm afraid [the|our] N0{v} {is} sold out [right now|at the moment].
w: Sorry about that, but the N0{v} {has} just run out.
f: I regret that the N0{v} {is} currently out of stock.
f: Unfortunately, the N0{v} {is} out of stock at present.
f: I am afraid the N0{v} {is} out of stock at the moment.
"""),
    ("stock", ASK_STOCK, "Sorry, the N0{v} {is} out of stock right now. We do have {names3}.", """
s: Sorry, the N0{v} {is} out of stock. We have {names3}.
s: The N0{v} {is} sold out, but we have {names3}.
w: I'm [so |]sorry, the N0{v} {is} out of stock [right now|at the moment], but we do have {names3}.
w: Oh, I'm afraid [the|our] N0{v} {is} sold out. We do have {names3}, though.
w: Sorry about that, the N0{v} {is} sold out. We've got {names3}, though.
f: I regret that the N0{v} {is} out of stock at present. We do have {names3}.
f: Unfortunately, the N0{v} {is} currently out of stock; we do have {names3}.
"""),
    ("stock", "[how many|are there any|how many W] [do you have|are left|left|have you got]", "We have F0 [of the |]N0 left.", """
s: F0 of the N0 left.
s: We have F0 of the N0 left.
w: We've got F0 of the N0 left[ for you|].
w: Let me see: there are F0 of the N0 left.
f: There are F0 of the N0 left.
f: We have F0 of the N0 remaining.
"""),
    ("stock", "[how many|are there any|how many W] [do you have|are left|left|have you got]", "We have [just|only] F0 [of the |]N0 left.", """
s: [Just|Only] F0 of the N0 left.
s: We have only F0 of the N0 left.
w: We've got just F0 of the N0 left, so be quick!
w: Let me see: there are only F0 of the N0 left.
f: There are only F0 of the N0 left.
f: We have only F0 of the N0 remaining.
"""),
    ("stock", ASK_STOCK, "Yes, we have the N0: {opts}. The {gone} out of stock.", """
s: Yes, the N0: {opts}. The {gone} out of stock.
s: Yes, we have the N0 in {opts}. The {gone} sold out.
w: Yes, we do have the N0: {opts}. I'm afraid the {gone} sold out.
w: Yes indeed! We've got the N0 in {opts}, but the {gone} out of stock, sorry.
f: Certainly, we have the N0: {opts}. The {gone} currently out of stock.
f: Yes, we have the N0 in {opts}; however, the {gone} out of stock.
"""),
    ("stock", ASK_STOCK, "Yes, we have the N0 in {opts}. The {gone} out of stock.", """
s: Yes, the N0 in {opts}. The {gone} out of stock.
w: Yes, we do have the N0 in {opts}. I'm afraid the {gone} sold out.
f: Certainly, we have the N0 in {opts}. The {gone} currently out of stock.
"""),
    ("location", ASK_PLACE, "The N0 {is} {inP}.", """
s: The N0 {is} {inP}.
s: {InP}: the N0.
w: You'll find [the|our] N0 {inP}.
w: [Of course! |Sure thing, |Happy to help: ][the|our] N0 {is} {inP}.
w: Just head over: [the|our] N0 {is} {inP}.
f: The N0 can be found {inP}.
f: You will find the N0 {inP}.
f: The N0 {is} located {inP}.
"""),
    ("location", ASK_PLACE, "The N0 {is} {inP}, but out of stock right now.", """
s: The N0 {is} {inP}, but out of stock right now.
s: {InP}, but the N0 {is} sold out.
w: [The|Our] N0 {is} {inP}, but I'm afraid {its} out of stock [right now|at the moment].
w: You'd find the N0 {inP}, but I'm sorry, {its} sold out right now.
f: The N0 {is} located {inP}, but {it} {is} currently out of stock.
f: The N0 can be found {inP}; I regret that {it} {is} out of stock at present.
"""),
    ("location", ASK_PLACE, "N0 and N1 are {inP}.", """
s: N0 and N1 are {inP}.
w: You'll find both [the|our] N0 and [the|our] N1 {inP}.
w: [The|Our] N0 and [the|our] N1 are {inP}.
f: The N0 and the N1 can be found {inP}.
f: You will find the N0 and the N1 {inP}.
"""),
    ("location", ASK_PLACE, "N0 {is} in P0; N1 is in P1.", """
s: N0 in P0, N1 in P1.
w: You'll find [the|our] N0 in P0 and [the|our] N1 in P1.
f: The N0 can be found in P0, and the N1 in P1.
"""),
    ("location", ASK_PLACE, "N0 {is} in P0; N1 is in P1; N2 is in P2.", """
s: N0 in P0, N1 in P1, N2 in P2.
w: You'll find [the|our] N0 in P0, [the|our] N1 in P1 and [the|our] N2 in P2.
f: The N0 can be found in P0, the N1 in P1 and the N2 in P2.
"""),
    ("options", ASK_OTHER, "The N0 {comes} in {opts}.", """
s: The N0 {comes} in {opts}.
s: N0: {opts}.
w: You can have [the|our] N0 in {opts}[, take your pick|].
w: [The|Our] N0 {comes} in {opts}[. Take your pick|].
w: There's quite a choice: [the|our] N0 {comes} in {opts}.
f: The N0 {is} offered in {opts}.
f: The N0 {comes} in {opts}.
"""),
    ("options", ASK_OTHER, "The N0 {comes} in one version only.", """
s: The N0 {comes} in one version only.
s: Only one version of the N0.
w: [The|Our] N0 {comes} in just the one version.
w: There's only one version of [the|our] N0.
f: The N0 {is} offered in one version only.
"""),
    ("options", ASK_OTHER, "The N0 {comes} in X0 {opts}; X1 {opts2}.", """
s: The N0 {comes} in X0 {opts}; X1 {opts2}.
w: You can have [the|our] N0 in X0 {opts}, and in X1 {opts2}.
w: [The|Our] N0 {comes} in X0 {opts}, and X1 {opts2}.
f: The N0 {is} offered in X0 {opts}; and in X1 {opts2}.
"""),
    ("detail", ASK_OTHER, "The N0 weigh{s} F0.", """
s: The N0 weigh{s} F0.
s: F0 for the N0.
w: [The|Our] N0 weigh{s} [in at |]F0.
w: On the scales, [the|our] N0 weigh{s} F0.
f: The weight of the N0 is F0.
f: The N0 weigh{s} F0.
"""),
    ("detail", ASK_OTHER, "The N0 [{comes} from|{has}|{is} for|{is} from|{is}|fits|{is} rated for|need{s}] [X0|F0|X0 F0].", "COPY"),
    ("detail", ASK_OTHER, "The N0: {desc}. {Its} M0{t}.", """
s: The N0: {desc}. {Its} M0{t}.
w: [Let me tell you about|Here's what I know about] [the|our] N0: {desc}. {Its} M0{t}.
w: [The|Our] N0: {desc}, and {its} M0{t}.
f: The N0: {desc}. The price is M0{t}.
f: The N0 {is} described as follows: {desc}. {It} {is} priced at M0{t}.
"""),
    ("detail", ASK_OTHER, "The N0: {desc}. {Its} M0 to M1.", """
s: The N0: {desc}. {Its} M0 to M1.
w: [Let me tell you about|Here's what I know about] [the|our] N0: {desc}. {Its} M0 to M1.
f: The N0: {desc}. The price is M0 to M1.
f: The N0 {is} described as follows: {desc}. {It} {is} priced at M0 to M1.
"""),
    ("detail", ASK_OTHER, "The N0: {desc}.", """
s: The N0: {desc}.
w: [Let me tell you about|Here's what I know about] [the|our] N0: {desc}.
f: The N0 {is} described as follows: {desc}.
"""),
    ("ingredient", ASK_OTHER, "The N0 {is} made [of|with|from] X0.", """
s: The N0 {is} made [of|with|from] X0.
s: X0 for the N0, [that's what {its}|which {it} {is}] made of.
w: [The|Our] N0 {is} made [of|with|from] X0.
w: Good question! [The|Our] N0 {is} made [of|with|from] X0.
f: The N0 {is} made [of|with|from] X0.
"""),
    ("list", ASK_OTHER, "We have {names4}.", """
s: We have {names4}.
s: {names4}, we have.
w: We've got {names4}[, take your pick|].
w: Let me see, we have {names4}.
f: We can offer you {names4}.
f: We have {names4}.
"""),
    ("list", ASK_OTHER, "We have {names4}. Which one would you like?", """
s: We have {names4}. Which one?
w: We've got {names4}. Which one [would you like|takes your fancy]?
w: There's a choice: we have {names4}. Which one [would you like|shall I look up for you|can I tell you about]?
f: We can offer you {names4}. Which one would you prefer?
f: We have {names4}. Which one may I look up for you?
"""),
    ("list", ASK_OTHER, "We sell X0, and more. What are you looking for?", """
s: We sell X0, and more. What are you looking for?
w: We sell X0, and more. What are you looking for, if I may ask?
w: All sorts of things: we sell X0, and more. What [can I find for you|are you looking for]?
f: We sell X0, and more. What may I find for you?
"""),
    ("superlative", ASK_OTHER, "The {sup} {kind} is the N0, M0{v}{t}.", """
s: The {sup} {kind} is the N0, M0{v}{t}.
s: The N0, M0{v}{t}, is the {sup} {kind}.
w: [Let me see, |Of course! |]the {sup} {kind} is the N0, for M0{v}{t}.
w: Our {sup} {kind} is the N0, at M0{v}{t}.
w: If you want the {sup} {kind}, that's the N0, for M0{v}{t}.
f: The {sup} {kind} is the N0, priced at M0{v}{t}.
f: Our {sup} {kind} is the N0, at a price of M0{v}{t}.
"""),
    ("superlative", ASK_OTHER, "The {sup} N0 is M0{v}{t}.", """
s: The {sup} N0 is M0{v}{t}.
w: Our {sup} N0 is M0{v}{t}.
w: Let me see: the {sup} N0 is M0{v}{t}.
f: The {sup} N0 is priced at M0{v}{t}.
"""),
    ("compare", ASK_OTHER, "{attrs}{yesno}the N0 {is} cheaper: M0{v}{w} against M1{v2}{w2} for the N1.", """
s: {attrs}{yesno}the N0 {is} cheaper, M0{v}{w} against M1{v2}{w2} for the N1.
s: {attrs}{yesno}the N0 at M0{v}{w} {is} cheaper than the N1 at M1{v2}{w2}.
w: {attrs}{yesno}[the|our] N0 {is} cheaper: M0{v}{w} against M1{v2}{w2} for the N1.
w: {attrs}{yesno}[the|our] N0 {is} the cheaper one at M0{v}{w}, and the N1 is M1{v2}{w2}.
f: {attrs}{yesno}the N0 {is} cheaper at M0{v}{w}, compared with M1{v2}{w2} for the N1.
f: {attrs}{yesno}the N0 {is} cheaper: M0{v}{w} against M1{v2}{w2} for the N1.
"""),
    ("compare", ASK_OTHER, "{yesno}the N0 cost{s} more: M0{v}{w} against M1{v2}{w2} for the N1.", """
s: {yesno}the N0 cost{s} more, M0{v}{w} against M1{v2}{w2} for the N1.
s: {yesno}the N0 at M0{v}{w} cost{s} more than the N1 at M1{v2}{w2}.
w: {yesno}[the|our] N0 cost{s} more: M0{v}{w} against M1{v2}{w2} for the N1.
w: {yesno}[the|our] N0 {is} the one that costs more: M0{v}{w}, and the N1 is M1{v2}{w2}.
f: {yesno}the N0 {is} more expensive at M0{v}{w}, compared with M1{v2}{w2} for the N1.
f: {yesno}the N0 cost{s} more: M0{v}{w} against M1{v2}{w2} for the N1.
"""),
    ("compare", ASK_OTHER, "The N0 and the N1 cost the same, M0.", """
s: The N0 and the N1 cost the same, M0.
w: They're even: the N0 and the N1 cost the same, M0.
f: The N0 and the N1 cost the same, namely M0.
"""),
    ("recommend", ASK_OTHER, "You could try {tries}{budget}.", """
s: Try {tries}{budget}.
s: You could try {tries}{budget}.
w: I can happily point you to {tries}{budget}.
w: I'd be happy to suggest {tries}{budget}.
w: Perhaps you'd like {tries}{budget}.
w: You could try {tries}{budget}[, take your pick|].
f: May I suggest {tries}{budget}.
f: I would suggest {tries}{budget}.
f: You might consider {tries}{budget}.
"""),
    ("recommend", ASK_OTHER, "I'd suggest the N0 ({frm}M0){budget1}.", """
s: Try the N0 ({frm}M0){budget1}.
s: I'd suggest the N0 ({frm}M0){budget1}.
w: I'd happily suggest the N0 ({frm}M0){budget1}.
w: I think you'd like the N0 ({frm}M0){budget1}.
f: May I suggest the N0 ({frm}M0){budget1}.
f: I would suggest the N0 ({frm}M0){budget1}.
"""),
    ("recommend", ASK_OTHER, "Yes, the N0 {is} {frm}M0{t}.", """
s: Yes, the N0 {is} {frm}M0{t}.
w: Yes, we do: [the|our] N0 {is} {frm}M0{t}.
w: Yes indeed, [the|our] N0 {is} {frm}M0{t}.
f: Certainly, the N0 {is} priced {frm}M0{t}.
f: Yes, the N0 {is} {frm}M0{t}.
"""),
    ("recommend", ASK_OTHER, "Yes, the N0 {is} M0 to M1.", """
s: Yes, the N0 {is} M0 to M1.
w: Yes indeed, [the|our] N0 {is} M0 to M1.
f: Certainly, the N0 {is} priced at M0 to M1.
"""),
    ("recommend", ASK_OTHER, "No, I don't find anything like the N0 that costs less.", """
s: No, I don't find anything like the N0 that costs less.
w: No, I'm sorry, I don't find anything like the N0 that costs less.
w: No, I looked, but I don't find anything like the N0 that costs less.
f: No, I do not find anything like the N0 that costs less.
"""),
    ("promotion", ASK_OTHER, "There's no offer on the N0 right now.", """
s: There's no offer on the N0 right now.
s: There's no offer on the N0.
w: I'm afraid there's no offer on [the|our] N0 right now.
w: Sorry, there's no offer on [the|our] N0 at the moment.
f: There is currently no offer on the N0.
f: I regret that there is no offer on the N0 at present.
"""),
    ("promotion", ASK_OTHER, "Yes, the N0 {is} reduced from M0 to M1{v}.", """
s: Yes, the N0 {is} reduced from M0 to M1{v}.
w: Yes, good news! [The|Our] N0 {is} reduced from M0 to M1{v}.
w: Yes indeed, [the|our] N0 {is} reduced from M0 all the way to M1{v}.
f: Yes, the price of the N0 is reduced from M0 to M1{v}.
f: Certainly, the N0 {is} reduced from M0 to M1{v}.
"""),
    ("promotion", ASK_OTHER, "Yes: {offer}.", """
s: Yes: {offer}.
w: Yes, good news: {offer}.
w: Yes indeed, {offer}!
f: Certainly: {offer}.
f: Yes: {offer}.
"""),
    ("promotion", ASK_OTHER, "Yes: {offer}. That makes M0 instead of M1.", """
s: Yes: {offer}. M0 instead of M1.
w: Yes, good news: {offer}! That makes M0 instead of M1.
w: Yes indeed, {offer}, so {its} M0 instead of M1.
f: Certainly: {offer}. That makes M0 instead of M1.
"""),
    ("promotion", ASK_OTHER, "{offer}. {offer2}.", """
s: {offer}. {offer2}.
w: Let me see: {offer}. And also: {offer2}.
w: There's {offer}. And there's {offer2}.
f: The following applies: {offer}. Also: {offer2}.
"""),
    ("promotion", ASK_OTHER, "{offer}. {offer2}. {offer3}.", """
s: {offer}. {offer2}. {offer3}.
w: Let me see: {offer}. {offer2}. And also: {offer3}.
w: There's {offer}. There's {offer2}. And there's {offer3}.
f: The following applies: {offer}. {offer2}. Also: {offer3}.
"""),
    ("hours", ASK_OTHER, "Today's hours were F0 to F1. We open again tomorrow at F2.", """
s: Today's hours were F0 to F1. Open again tomorrow at F2.
w: Today's hours were F0 to F1. We open again tomorrow at F2, see you then!
f: Today's hours were F0 to F1. We open again tomorrow at F2.
"""),
    ("hours", ASK_OTHER, "{dayc} we're open from F0 to F1.", """
s: {dayc} we're open from F0 to F1.
s: Open {day} from F0 to F1.
w: We're open {day} from F0 to F1[. Come and see us|, come and see us].
w: {dayc} we're here for you, open from F0 to F1.
f: {dayc} we are open from F0 to F1.
f: Our opening hours {day} are from F0 to F1.
"""),
    ("hours", ASK_OTHER, "No, we're closed {day}.", """
s: No, closed {day}.
w: No, I'm afraid we're closed {day}.
w: No, sorry, we're closed {day}.
f: No, we are closed {day}.
f: No, I regret that we are closed {day}.
"""),
    ("hours", ASK_OTHER, "We're open today until F0.", """
s: Open today until F0.
w: We're open today until F0, so there's time.
f: We are open today until F0.
"""),
    ("hours", ASK_OTHER, "[Yes, we're|We're] open X0 from F0 to F1 and closed on X1.", """
s: Open X0 from F0 to F1, closed on X1.
w: We're open X0 from F0 to F1, and closed on X1.
f: We are open X0 from F0 to F1 and closed on X1.
"""),
    ("hours", ASK_OTHER, "We're open X0 from F0 to F1 and X1 from F2 to F3.", """
s: Open X0 from F0 to F1 and X1 from F2 to F3.
w: We're here X0, open from F0 to F1, and X1 from F2 to F3.
f: We are open X0 from F0 to F1 and X1 from F2 to F3.
"""),
    ("unknown_product", ASK_STOCK, "Sorry, we don't have X0.", """
s: Sorry, we don't have X0.
s: We don't have X0.
w: I'm [so |really |]sorry, we don't have X0.
w: Oh, I'm afraid we don't have X0[ here|].
f: I regret that we do not have X0.
f: Unfortunately, we do not carry X0.
"""),
    ("unknown_product", ASK_STOCK, "Sorry, we don't have X0, but we do have {names3}.", """
s: Sorry, we don't have X0, but we have {names3}.
w: I'm [so |]sorry, we don't have X0, but we do have {names3}.
w: Oh, I'm afraid we don't have X0. We've got {names3}, though.
f: I regret that we do not have X0; we do have {names3}.
f: Unfortunately, we do not carry X0, but we do have {names3}.
"""),
    ("detail", ASK_OTHER, "[Which product do you mean?|I'm not sure I heard that right. Did you mean the N0 or the N1?|Sorry, I don't find X0 here. Did you mean the N0?|Did you mean the N0?|X0: X1 for the N0, X2 for the N1. X3: F0 for the N0, F1 for the N1.]", "COPY"),
    ("price", ASK_PRICE, "Did you mean the N0? Yes, we have the N0. The N0 {is} {list}.", "COPY"),
    ("stock", ASK_STOCK, "[Yes, we have|We have] the N0 [as {opts}|X0|at M0|on the X0].", "COPY"),
    ("stock", ASK_STOCK, "Sorry, the N0{v} {is} out of stock right now. We do have it [as {opts}|in {opts}].", """
s: Sorry, the N0{v} {is} out of stock. We have it in {opts}.
w: I'm so sorry, the N0{v} {is} sold out at the moment. We do have it in {opts}, though.
f: I regret that the N0{v} {is} currently out of stock. We do have it in {opts}.
"""),
    ("recommend", ASK_OTHER, "You could [try {tries}|take the N0, M0], [listed as X|sold as X|for X|with X].", "COPY"),
    ("superlative", ASK_OTHER, "The {sup} {kind} is the N0, M0{v}{t}[, but {its} out of stock right now|. {Its} in P0].", "COPY"),
    ("hours", ASK_OTHER, "Today's hours were F0 to F1. We open again tomorrow at F2. Our hours: X0 to X1 from F3 to F4 and closed on X2.", """
s: Today's hours were F0 to F1. Open again tomorrow at F2. Hours: X0 to X1 from F3 to F4, closed on X2.
w: Today's hours were F0 to F1. We open again tomorrow at F2. Our hours: X0 to X1 from F3 to F4, and closed on X2.
f: Today's hours were F0 to F1. We open again tomorrow at F2. Our opening hours are X0 to X1 from F3 to F4; closed on X2.
"""),
    ("hours", ASK_OTHER, "[We're open|Our hours: |Yes, we're open] X0 to X1 from F0 to F1[| and X2 from F2 to F3][| and closed on X3].", "COPY"),
    ("greeting", ASK_OTHER, "Hello, welcome to X0! How can I help you?", """
s: Hello! Welcome to X0. How can I help?
w: Hello there, welcome to X0! How can I help you?
w: Hi, welcome to X0! What can I do for you?
f: Good day, and welcome to X0. How may I help you?
"""),
    ("thanks", ASK_OTHER, "You're welcome! Is there anything else I can help with?", """
s: You're welcome! Anything else?
w: You're very welcome! Anything else I can help you with?
f: You are welcome. Is there anything else I may help you with?
"""),
    ("goodbye", ASK_OTHER, "Goodbye, and have a nice day!", """
s: Goodbye!
w: Goodbye, and have a lovely day!
f: Goodbye, and thank you for your visit.
"""),
]

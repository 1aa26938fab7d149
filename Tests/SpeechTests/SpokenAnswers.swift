/// Answers as the clerk writes them, for listening and for the recogniser: figures of every kind.
enum SpokenAnswers {
  static let all = [
    "Oat Milk 1 L is $3.49.", "The large one is $5.25 and the small one is $4.75.", "That is $0.99.",
    "Goat milk is $4.99, in aisle 7.", "It costs $12.00.", "The ring is $1,299.00.", "The sofa is $849.50.",
    "We are open from 10:00 to 19:00.", "We are open today from 8:00 to 20:00.", "On Sunday we close at 17:30.",
    "You will find it in aisle 14.", "There are 16 left.", "There are 60 left.", "We have 13 in size M.",
    "We have 30 in stock.", "It is 20 % off until January 31.", "The table is 120 x 60 x 75 cm.", "It weighs 2.5 kg.",
    "The bottle holds 750 mL.", "The pack has 12 cans of 330 mL.", "It is 6 ft tall.", "A pound is $3.15.",
    "Two are $7.50, three are $10.00.", "It was $24.95, now it is $18.95.", "It is a 16 oz cup.",
    "The lamp takes a 60 W bulb.", "The code is MM-1001.", "Call us at 555-0123.", "It takes 3–5 days.",
    "Delivery is free above $50.", "It contains 3.5 % milk fat.", "The earrings are 18K gold.",
    "The cheapest is $2.19, the dearest $17.89.", "It opens at 9:00 am.", "The mirror is 24\" wide.",
    "The rug is 5 x 8 ft.", "We have 2 left at $45.00 each.", "The warranty is 24 months.", "It arrived on 2025-12-24.",
    "The sale ends on Dec 15.",
  ]
}

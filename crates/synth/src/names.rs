//! Names that nobody could take for a real person's: plants, birds and minerals, with surnames built from words such as
//! 'example' and 'test'. Some carry accents, hyphens and apostrophes, since real names do and importers trip on them.

use crate::dice::Dice;

const FORENAMES: &[&str] = &[
    "Bramble",
    "Quartz",
    "Sorrel",
    "Wren",
    "Linnet",
    "Basalt",
    "Fern",
    "Plover",
    "Garnet",
    "Teasel",
    "Siskin",
    "Flint",
    "Yarrow",
    "Dunlin",
    "Agate",
    "Tansy",
    "Merlin",
    "Opal",
    "Campion",
    "Heron",
    "Jasper",
    "Clover",
    "Kestrel",
    "Slate",
    "Burdock",
    "Avocet",
    "Beryl",
    "Bracken",
    "Swift",
    "Onyx",
    "Comfrey",
    "Finch",
    "Mica",
    "Thistle",
    "Lapwing",
    "Amber",
    "Betony",
    "Curlew",
    "Topaz",
    "Vetch",
    "Redstart",
    "Chert",
    "Sedge",
    "Osprey",
    "Feldspar",
    "Mallow",
    "Pipit",
    "Zircon",
    "Cowslip",
    "Egret",
    "Malachite",
    "Gorse",
    "Whimbrel",
    "Jade",
    "Foxglove",
    "Sanderling",
    "Gypsum",
    "Épine",
    "Azalée",
    "Périwinkle",
    "Willow-Wren",
];

const BEGINNINGS: &[&str] =
    &["Example", "Test", "Sample", "Mock", "Specimen", "Demo", "Madeup", "Imagin", "Pretend", "Invent"];
const ENDINGS: &[&str] = &[
    "wood", "child", "ton", "field", "ford", "ley", "bridge", "brook", "stone", "mere", "thorpe", "combe", "worth",
    "by",
];
const ODD_SURNAMES: &[&str] = &["O'Testley", "Sample-Mockford", "Exámple", "van Specimen", "Tëstwick"];

/// A forename.
pub(crate) fn forename(dice: &mut Dice) -> &'static str {
    FORENAMES[dice.place(FORENAMES.len())]
}

/// A surname; about one in forty is one of the odd ones.
pub(crate) fn surname(dice: &mut Dice) -> String {
    if dice.chance(0.025) {
        return ODD_SURNAMES[dice.place(ODD_SURNAMES.len())].to_owned();
    }
    format!("{}{}", BEGINNINGS[dice.place(BEGINNINGS.len())], ENDINGS[dice.place(ENDINGS.len())])
}

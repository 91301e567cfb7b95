// Two records as one can compare them: what is drawn anew each time stands by the order in which it appears.

/** Hexadecimal words of 16 or 32 digits are references and ids. */
const DRAWN = /\b[0-9a-f]{16}(?:[0-9a-f]{16})?\b/g;

function lines(text, recordedToo) {
  const order = new Map();
  const place = (id) => {
    if (!order.has(id)) order.set(id, `#${order.size}`);
    return order.get(id);
  };
  return text.trim().split("\n").map((line) => {
    const fact = JSON.parse(line);
    // What was read in before the month was recorded whenever the test ran.
    if (fact.recorded && !recordedToo(fact)) delete fact.recorded;
    return JSON.stringify(fact).replace(DRAWN, place);
  });
}

export class Differences {
  constructor(first, second) {
    // From when on everything is recorded here is said before it.
    const ofTheMonth = (fact) => fact.source === "keyworker" && fact.kind !== "coverage";
    [this.first, this.second] = [first, second].map((text) => lines(text, ofTheMonth));
  }

  say(tally) {
    const { first, second } = this;
    const differ = [...Array(Math.max(first.length, second.length)).keys()].filter((at) => first[at] !== second[at]);
    tally.check(`the record of the API and of the pages is the same, all ${first.length} lines`, differ.length === 0,
      differ.slice(0, 5).map((at) => `\n  line ${at + 1}\n    api   ${first[at]}\n    pages ${second[at]}`).join(""));
  }
}

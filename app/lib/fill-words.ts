/** Words with blanks, and what stands in them. Pure. */

/**
 * Fills "{{name}}" by its value; a blank without one stays. A value that ends with a full stop of its own ("50 kr.",
 * "22. nov.") also ends the sentence: no second one follows.
 */
export function fillWords(words: string, values: Readonly<Record<string, string>>): string {
  return words.replace(/\{\{(\w+)\}\}(\.(?!\.))?/g, (blank, name: string, stop = '') => {
    const value = values[name];
    if (value === undefined) return blank;
    return value.endsWith('.') ? value : `${value}${stop}`;
  });
}

/** The same for a sentence whose blanks are filled already. Three of them are meant. */
export function oneFullStop(sentence: string): string {
  return sentence.replace(/(?<!\.)\.\.(?!\.)/g, '.');
}

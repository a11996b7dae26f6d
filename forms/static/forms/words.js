/* The portal's own words in the language of the page. The catalogue (Django's, loaded before by pages that are not in
   English) has them; without one, what stands in the code is what is said. */

const catalogue = globalThis.django ?? {};

export const gettext = catalogue.gettext ?? ((text) => text);
export const ngettext = catalogue.ngettext ?? ((one, several, count) => (count === 1 ? one : several));

/* `filled("Adding %(name)s", { name })` */
export function filled(text, values) {
  return text.replace(/%\((\w+)\)s/g, (_whole, name) => String(values[name]));
}

// Builds what browsers fetch: one style sheet and the scripts, into portal/static_built/portal/ (`npm run build`).
import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
const modules = join(root, "node_modules");
const built = join(root, "portal", "static_built", "portal");

rmSync(built, { recursive: true, force: true });
mkdirSync(built, { recursive: true });

for (const sheet of ["main", "admin"]) {
  const { css } = sass.compile(join(here, `${sheet}.scss`), {
    style: "compressed",
    loadPaths: [modules],
    quietDeps: true,
  });
  writeFileSync(join(built, `${sheet}.css`), css);
}

for (const folder of ["scripts", "images"]) {
  for (const name of readdirSync(join(here, folder))) {
    copyFileSync(join(here, folder, name), join(built, name));
  }
}
copyFileSync(join(modules, "govuk-frontend/dist/govuk/govuk-frontend.min.js"), join(built, "govuk-frontend.min.js"));

// Embedded in the PDFs people download: a free font that has the letters of most languages.
mkdirSync(join(built, "fonts"));
for (const name of ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"]) {
  copyFileSync(join(modules, "dejavu-fonts-ttf/ttf", name), join(built, "fonts", name));
}

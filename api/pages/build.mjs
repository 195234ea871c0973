// Builds static/vendor: one stylesheet, and the libraries that the pages load. Lays the letters of the papers beside the program.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as sass from 'sass'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const packages = here('node_modules')
const vendor = here('static/vendor')
const letters = here('../fonts')
mkdirSync(vendor, { recursive: true })
mkdirSync(letters, { recursive: true })

// What is printed is set by Typst and matplotlib, which read no web fonts; api/letters.py names these files.
const fonts = {
  'noto-sans-gurmukhi': ['400Regular/NotoSansGurmukhi_400Regular', '600SemiBold/NotoSansGurmukhi_600SemiBold'],
  'noto-nastaliq-urdu': ['400Regular/NotoNastaliqUrdu_400Regular', '600SemiBold/NotoNastaliqUrdu_600SemiBold'],
  'noto-naskh-arabic': ['400Regular/NotoNaskhArabic_400Regular', '600SemiBold/NotoNaskhArabic_600SemiBold'],
  'noto-emoji': ['400Regular/NotoEmoji_400Regular']
}
for (const [family, files] of Object.entries(fonts)) {
  const folder = `${packages}/@expo-google-fonts/${family}`
  for (const file of files) copyFileSync(`${folder}/${file}.ttf`, `${letters}/${file.split('/').pop()}.ttf`)
  copyFileSync(`${folder}/LICENSE_FONT`, `${letters}/${family}.licence.txt`)
}

const { css } = sass.compile(here('scss/heard.scss'), {
  loadPaths: [packages],
  style: 'compressed',
  quietDeps: true
})
if (/GDS Transport|@font-face|crown/i.test(css)) {
  throw new Error('The stylesheet still carries GOV.UK fonts or the crown: they may be used on GOV.UK only.')
}
writeFileSync(`${vendor}/heard.css`, css)

const libraries = {
  'htmx.js': 'htmx.org/dist/htmx.min.js',
  'govuk-frontend.js': 'govuk-frontend/dist/govuk/govuk-frontend.min.js',
  'swagger-ui.js': 'swagger-ui-dist/swagger-ui-bundle.js',
  'swagger-ui.css': 'swagger-ui-dist/swagger-ui.css'
}
for (const [name, path] of Object.entries(libraries)) {
  // Without the line that points to a map which is not served.
  const code = readFileSync(`${packages}/${path}`, 'utf8').replace(/\n?\/[/*]# sourceMappingURL=\S+\s*(\*\/)?\s*$/, '\n')
  writeFileSync(`${vendor}/${name}`, code)
}
console.log(`Built static/vendor: heard.css (${Math.round(css.length / 1024)} KB) and ${Object.keys(libraries).join(', ')}; the letters of ${Object.keys(fonts).join(', ')}.`)

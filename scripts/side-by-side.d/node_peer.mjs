// Holds CSAF documents against every test that the peer has, in one process: start-up is not counted.
// usage: node node_peer.mjs LIBRARY EDITION < files.json > answers.json
import fs from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const [library, edition] = process.argv.slice(2)
const folder = edition === '2.1' ? path.join(library, 'csaf_2_1') : library
// Asking the network and the spelling program is left out on both sides.
const left = /^(informativeTest_6_3_6|informativeTest_6_3_7|informativeTest_6_3_8)$/
const tests = []
for (const kind of ['mandatoryTests', 'optionalTests', 'recommendedTests', 'informativeTests']) {
  const file = path.join(folder, `${kind}.js`)
  if (!fs.existsSync(file)) continue
  for (const [name, test] of Object.entries(await import(pathToFileURL(file)))) {
    const number = /_(6_[0-9_]+)$/.exec(name)
    if (number && typeof test === 'function' && !left.test(name)) tests.push([number[1].replaceAll('_', '.'), test])
  }
}
const files = JSON.parse(fs.readFileSync(0, 'utf8'))
const answers = {}
const start = process.hrtime.bigint()
for (const file of files) {
  const outcome = (answers[file] = {})
  const text = fs.readFileSync(file, 'utf8')
  for (const [id, test] of tests) {
    try {
      const found = await test(JSON.parse(text))
      const silent = ['errors', 'warnings', 'infos'].every((list) => !(found[list]?.length > 0))
      outcome[id] = found.isValid !== false && silent
    } catch {
      outcome[id] = null
    }
  }
}
const seconds = Number(process.hrtime.bigint() - start) / 1e9
// A library may leave things running.
fs.writeSync(1, JSON.stringify({ seconds, tests: tests.length, answers }))
process.exit(0)

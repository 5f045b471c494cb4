import type { CommandWords, OptionWords, ProgramWords, ValueWords } from '../command-words.ts'
import { quoteWord, type Shell } from '../shell.ts'

function offer(value: ValueWords): string {
  if (value === 'folder') return '_files -/'
  if (value === 'file') return '_files'
  return value === 'anything' ? ' ' : `(${value.join(' ')})`
}

const plainText = (text: string) => text.replaceAll(/[[\]\\:]/g, (sign) => `\\${sign}`)

function writeOption({ long, short, description, value, valueName }: OptionWords): string {
  const text = `[${plainText(description)}]${value === undefined ? '' : `:${plainText(valueName)}:${offer(value)}`}`
  const equals = value === undefined ? '' : '='
  if (short === undefined) return quoteWord(`*${long}${equals}${text}`)
  return `${quoteWord(`*${short}${text}`)} ${quoteWord(`*${long}${equals}${text}`)}`
}

function writeCommand({ name, options, places }: CommandWords): string {
  const arguments_ = places.map((value, at) =>
    quoteWord(
      `${at === places.length - 1 && value === 'file' ? '*' : at + 1}:${at === 0 && value !== 'file' ? 'word' : 'source'}:${offer(value)}`,
    ),
  )
  return `    ${name})
      _arguments -S ${[...options.map(writeOption), ...arguments_].join(' \\\n        ')}
      ;;`
}

function write({ program, commands }: ProgramWords): string {
  return `#compdef ${program}
# Completion of ${program} for zsh.

_fountain_split() {
  local -a commands
  commands=(
${commands.map(({ name, summary }) => `    ${quoteWord(`${name}:${plainText(summary)}`)}`).join('\n')}
  )
  if ((CURRENT == 2)); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  ((CURRENT--))
  case $command in
${commands.map(writeCommand).join('\n')}
  esac
}

if [[ $funcstack[1] == _fountain_split || $funcstack[1] == _${program} ]]; then _fountain_split "$@"
else compdef _fountain_split ${program}; fi
`
}

export const zsh: Shell = {
  id: 'zsh',
  write,
}

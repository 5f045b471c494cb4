import type { CommandWords, OptionWords, ProgramWords, ValueWords } from '../command-words.ts'
import { quoteWord, type Shell } from '../shell.ts'

/** Undefined: readline completes it as a file, and knows how to quote its name. */
function offer(value: ValueWords): string | undefined {
  if (value === 'folder') return 'offered=$(compgen -d -- "$word")'
  if (value === 'file' || value === 'anything') return undefined
  return `offered=$(compgen -W ${quoteWord(value.join(' '))} -- "$word")`
}

const spellings = ({ long, short }: OptionWords) => (short === undefined ? [long] : [short, long])

function writeCommand({ name, options, places }: CommandWords): string[] {
  const valued = options.filter(({ value }) => value !== undefined)
  const offering = valued.filter(({ value }) => offer(value!) !== undefined)
  const open = valued.filter((option) => !offering.includes(option)).flatMap(spellings)
  const worded = places.flatMap((value, at) => (offer(value) === undefined ? [] : [{ at, offer: offer(value)! }]))
  return [
    `    ${name})`,
    ...(valued.length > 0 ? [`      valued=${quoteWord(` ${valued.flatMap(spellings).join(' ')} `)}`] : []),
    ...(worded.length > 0 ? ['      _fountain_split_place'] : []),
    '      case $before in',
    ...offering.map((option) => `        ${spellings(option).join(' | ')}) ${offer(option.value!)} ;;`),
    ...(open.length > 0 ? [`        ${open.join(' | ')}) ;;`] : []),
    '        *)',
    `          if [[ $word == -* ]]; then offered=$(compgen -W ${quoteWord(options.flatMap(spellings).join(' '))} -- "$word")`,
    ...worded.map(({ at, offer: words }) => `          elif ((place == ${at})); then ${words}`),
    '          fi',
    '          ;;',
    '      esac',
    '      ;;',
  ]
}

function write({ program, commands }: ProgramWords): string {
  return `# Completion of ${program} for bash.

# How many arguments stand before the cursor, less options and their values.
_fountain_split_place() {
  local at skip=
  place=0
  for ((at = command_at + 1; at < COMP_CWORD; at++)); do
    if [[ \${COMP_WORDS[at]} == = ]]; then skip=yes
    elif [[ -n $skip ]]; then skip=
    elif [[ \${COMP_WORDS[at]} == -?* ]]; then
      [[ $valued == *" \${COMP_WORDS[at]} "* && \${COMP_WORDS[at + 1]} != = ]] && skip=yes
    else place=$((place + 1)); fi
  done
}

_fountain_split() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} valued= offered= place=0 command= command_at line
  # bash takes --format=json apart.
  if [[ $word == = ]]; then word=
  elif [[ $before == = ]]; then before=\${COMP_WORDS[COMP_CWORD - 2]}; fi
  for ((command_at = 1; command_at < COMP_CWORD; command_at++)); do
    [[ \${COMP_WORDS[command_at]} == -* ]] || { command=\${COMP_WORDS[command_at]}; break; }
  done
  case $command in
    '') offered=$(compgen -W ${quoteWord([...commands.map(({ name }) => name), '--help', '--version'].join(' '))} -- "$word") ;;
${commands.flatMap(writeCommand).join('\n')}
  esac
  COMPREPLY=()
  while IFS= read -r line; do [[ -n $line ]] && COMPREPLY+=("$line"); done <<< "$offered"
}

complete -o default -F _fountain_split ${program}
`
}

export const bash: Shell = {
  id: 'bash',
  write,
}

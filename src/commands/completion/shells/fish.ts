import type { CommandWords, OptionWords, ProgramWords, ValueWords } from '../command-words.ts'
import type { Shell } from '../shell.ts'

const quoteFish = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

function offer(value: ValueWords): string {
  if (value === 'folder') return `-x -a '(__fish_complete_directories)'`
  if (value === 'file') return '-r -F'
  return value === 'anything' ? '-x' : `-x -a ${quoteFish(value.join(' '))}`
}

function writeOption(program: string, name: string, { long, short, description, value }: OptionWords): string {
  const spelled = `${short === undefined ? '' : `-s ${short.slice(1)} `}-l ${long.slice(2)}`
  return `complete -c ${program} -n '__fish_seen_subcommand_from ${name}' ${spelled}${value === undefined ? '' : ` ${offer(value)}`} -d ${quoteFish(description)}`
}

function writeCommand(program: string, { name, summary, options, places }: CommandWords): string[] {
  const wordly = places.find((value) => Array.isArray(value)) as readonly string[] | undefined
  return [
    `complete -c ${program} -n __fish_use_subcommand -f -a ${name} -d ${quoteFish(summary)}`,
    ...(wordly === undefined
      ? []
      : [
          `complete -c ${program} -n '__fish_seen_subcommand_from ${name}' ${places.length === 1 ? '-f ' : ''}-a ${quoteFish(wordly.join(' '))}`,
        ]),
    ...options.map((option) => writeOption(program, name, option)),
  ]
}

function write({ program, commands }: ProgramWords): string {
  return `# Completion of ${program} for fish.

${commands.map((command) => writeCommand(program, command).join('\n')).join('\n\n')}

complete -c ${program} -n __fish_use_subcommand -s V -l version -d 'print the version'
complete -c ${program} -n __fish_use_subcommand -s h -l help -d 'print the help'
`
}

export const fish: Shell = {
  id: 'fish',
  write,
}

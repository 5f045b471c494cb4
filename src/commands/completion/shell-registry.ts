import { bash } from './shells/bash.ts'
import { fish } from './shells/fish.ts'
import { zsh } from './shells/zsh.ts'
import type { Shell } from './shell.ts'

export const shells: readonly Shell[] = [bash, zsh, fish]

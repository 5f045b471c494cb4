import type { Topic } from './topic.ts'
import { rules } from './topics/rules.ts'

/** In the order in which the list tells of them. */
export const topics: readonly Topic[] = [rules]

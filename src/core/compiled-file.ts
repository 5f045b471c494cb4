/** Where the build keeps what V8 made of a file; another version of Node would refuse it. */
export function compiledFile(path: string): string {
  return `${path}.${process.version}-${process.arch}.cache`
}

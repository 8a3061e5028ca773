/** How rule files are named. */

export const isRuleFile = (name: string): boolean => /\.(?:ya?ml|json)$/i.test(name);

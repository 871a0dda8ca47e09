/** A slug made of a title: `VPN-A: firewalls drop` gives `vpn-a-firewalls-drop`. At most 60 characters, whole words. */
export function slugOf(title: string): string {
  const words = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  let slug = words[0]?.slice(0, 60) ?? 'incident';
  for (const word of words.slice(1)) {
    if (slug.length + 1 + word.length > 60) break;
    slug = `${slug}-${word}`;
  }
  return slug;
}

/** The first of `slug`, `slug-2`, `slug-3`, … that is free. */
export async function firstFree(slug: string, taken: (slug: string) => Promise<boolean>): Promise<string> {
  if (!(await taken(slug))) return slug;
  for (let n = 2; ; n += 1) {
    if (!(await taken(`${slug}-${n}`))) return `${slug}-${n}`;
  }
}

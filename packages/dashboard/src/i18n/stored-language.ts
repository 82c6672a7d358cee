const STORED_AS = "millrace.language";

/** Null where the browser keeps nothing for this page: it refuses even to be asked. */
export function storedLanguage(): string | null {
  try {
    return localStorage.getItem(STORED_AS);
  } catch {
    return null;
  }
}

/** Where nothing is kept, the choice is good for as long as the page is open. */
export function storeLanguage(language: string | null): void {
  try {
    if (language === null) localStorage.removeItem(STORED_AS);
    else localStorage.setItem(STORED_AS, language);
  } catch {}
}

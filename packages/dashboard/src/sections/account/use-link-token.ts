import { useLocation, useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";

/** Where the browser keeps nothing, for as long as the page is open. */
const kept = new Map<string, string>();
const storedAs = (name: string) => `millrace.link.${name}`;

function keep(name: string, token: string): void {
  kept.set(name, token);
  try {
    sessionStorage.setItem(storedAs(name), token);
  } catch {}
}

function find(name: string): string | null {
  try {
    return kept.get(name) ?? sessionStorage.getItem(storedAs(name));
  } catch {
    return kept.get(name) ?? null;
  }
}

/** Called once a link was used. */
export function forgetLinkToken(name: string): void {
  kept.delete(name);
  try {
    sessionStorage.removeItem(storedAs(name));
  } catch {}
}

/** Other fragments, such as the one of the link that skips the menu, are no secrets. */
const TOKEN = /^[\w-]{20,}$/;

/**
 * Returns the secret of the link that led to the page, null if there was none. It leaves the address, where it would be
 * seen, kept in the history and copied along, and stays with this tab: for a reload, or while somebody signs in first.
 */
export function useLinkToken(name: string): string | null {
  const fragment = useLocation({ select: (location) => location.hash });
  const hash = TOKEN.test(fragment) ? fragment : "";
  const navigate = useNavigate();
  const [token, setToken] = useState(() => (hash === "" ? find(name) : hash));
  useEffect(() => {
    if (hash === "") return;
    keep(name, hash);
    setToken(hash);
    void navigate({ to: ".", hash: "", replace: true });
  }, [hash, name, navigate]);
  return token;
}

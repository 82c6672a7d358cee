import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";

/** In place of a page that has nothing to do here: leads to another one of the dashboard. */
export function LeadOn({ path }: { path: string }) {
  const navigate = useNavigate();
  useEffect(() => void navigate({ href: path, replace: true }), [navigate, path]);
  return null;
}

import { useEffect, useState } from "react";

/**
 * For dialogs that are taken away instead of being closed: what had the focus when one came has it again when it is gone.
 */
export function useFocusBack(): void {
  const [opener] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true });
    },
    [opener],
  );
}

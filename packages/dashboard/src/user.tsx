import { createContext, type ReactNode, useContext } from "react";

/** Who uses the dashboard. An instance without accounts is open: whoever reaches it may do everything. */
export interface User {
  readonly mayEdit: boolean;
  readonly mayOperate: boolean;
}

const OPEN: User = { mayEdit: true, mayOperate: true };

const UserContext = createContext<User>(OPEN);

/** The one place that knows who is signed in. */
export function UserProvider({ children }: { children: ReactNode }) {
  return <UserContext value={OPEN}>{children}</UserContext>;
}

export const useUser = (): User => useContext(UserContext);

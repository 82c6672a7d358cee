import { localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { isWorthRetrying } from "./api.ts";
import { TextsProvider } from "./i18n/use-texts.tsx";
import { createDashboardRouter } from "./router.tsx";
import { theme } from "./theme.ts";
import { UserProvider } from "./user.tsx";

const FRESH_MS = 15_000;

const queryClient = new QueryClient({
  defaultOptions: { queries: { staleTime: FRESH_MS, retry: isWorthRetrying } },
});
const router = createDashboardRouter(queryClient);
const colorSchemeManager = localStorageColorSchemeManager({ key: "millrace.colours" });

export function App() {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" colorSchemeManager={colorSchemeManager}>
      <QueryClientProvider client={queryClient}>
        <TextsProvider>
          <UserProvider>
            <RouterProvider router={router} />
          </UserProvider>
        </TextsProvider>
      </QueryClientProvider>
    </MantineProvider>
  );
}

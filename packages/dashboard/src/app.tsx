import { localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { sharedTheme } from "./guest.ts";
import { TextsProvider } from "./i18n/use-texts.tsx";
import { queryClient } from "./query-client.ts";
import { createDashboardRouter } from "./router.tsx";
import { theme } from "./theme.ts";

const forced = sharedTheme();
const router = createDashboardRouter(queryClient);
const colorSchemeManager = localStorageColorSchemeManager({ key: "millrace.colours" });

export function App() {
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      colorSchemeManager={colorSchemeManager}
      {...(forced !== null && { forceColorScheme: forced })}
    >
      <QueryClientProvider client={queryClient}>
        <TextsProvider>
          <RouterProvider router={router} />
        </TextsProvider>
      </QueryClientProvider>
    </MantineProvider>
  );
}

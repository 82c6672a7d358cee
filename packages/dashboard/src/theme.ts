import { createTheme, type MantineColorsTuple } from "@mantine/core";

/** Mill water: the one accent. Step 7 on white and step 4 on the dark ground are 4.5:1 and more. */
const water: MantineColorsTuple = [
  "#e3fafc",
  "#c5f0f5",
  "#9ce3ec",
  "#66d0de",
  "#3bbdcf",
  "#1aa6bb",
  "#0f8ca0",
  "#0b7285",
  "#0a5f6f",
  "#084c59",
];

export const theme = createTheme({
  primaryColor: "water",
  primaryShade: { light: 7, dark: 7 },
  colors: { water },
  fontFamily: '"Inter Variable", system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
  fontFamilyMonospace: "ui-monospace, SFMono-Regular, Menlo, Consolas, monospace",
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  headings: { fontWeight: "600" },
  components: {
    // What can be pressed is not what leads: numbers and titles are.
    Button: { styles: { root: { fontWeight: 450 } } },
    Drawer: { defaultProps: { transitionProps: { duration: 150 } } },
    Modal: { defaultProps: { transitionProps: { duration: 150 } } },
    Menu: {
      defaultProps: {
        transitionProps: { duration: 120 },
        shadow: "md",
        // Where it stands in a menu nothing but items may be focused; the first of them is.
        withInitialFocusPlaceholder: false,
      },
    },
    Popover: { defaultProps: { transitionProps: { duration: 120 }, shadow: "md" } },
    Tooltip: { defaultProps: { transitionProps: { duration: 120 }, openDelay: 200, withArrow: true } },
  },
});

/** Paper is white: what is printed has the light colours, whichever the screen has. */
export function printInLight(): void {
  const { dataset } = document.documentElement;
  let onScreen = "light";
  addEventListener("beforeprint", () => {
    onScreen = dataset.mantineColorScheme ?? "light";
    dataset.mantineColorScheme = "light";
  });
  addEventListener("afterprint", () => {
    dataset.mantineColorScheme = onScreen;
  });
}

import { Button } from "@mantine/core";
import { instanceUrl } from "../../api.ts";
import { useTexts } from "../../i18n/use-texts.tsx";
import { Box } from "../account/box.tsx";

/** Everything of a site as a file. */
export function SiteArchive({ site }: { site: string }) {
  const { t } = useTexts();
  return (
    <Box title={t("archive.title")} hint={t("archive.hint")}>
      <div>
        <Button
          component="a"
          variant="default"
          href={instanceUrl(`api/v1/sites/${encodeURIComponent(site)}/archive`)}
          download
        >
          {t("archive.download")}
        </Button>
      </div>
    </Box>
  );
}

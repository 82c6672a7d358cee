import { Button, Group, Menu, Select, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { EXPORT_FORMATS, type ReportReply } from "@millrace/protocol";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { exportUrl } from "../../api.ts";
import { Empty, Loaded } from "../../cards/card.tsx";
import { compareParams } from "../../cards/card-params.ts";
import { reportsQuery } from "../../cards/reports-query.ts";
import { dimensionName } from "../../cards/table/table-card.tsx";
import { conversionParams, propertyParams } from "../../cards/table/table-params.ts";
import { usePropertyKey } from "../../cards/use-property-key.ts";
import { useReport } from "../../cards/use-report.ts";
import { useTexts } from "../../i18n/use-texts.tsx";
import { DownloadIcon, SearchIcon } from "../../icons.tsx";
import { useSite } from "../../site/site-context.tsx";
import styles from "./detail-sheet.module.css";
import { CLOSED, DetailTable, PAGE_ROWS } from "./detail-table.tsx";
import { Sheet } from "./sheet.tsx";
import { SortHeads } from "./sort-heads.tsx";
import { useViewSentence } from "./use-view-sentence.ts";

const TYPING_MS = 250;
const TAGS = ["campaign", "source", "medium", "content", "term"] as const;

/** A report whole: searched, sorted, scrolled through, and taken along as a file. */
export default function DetailSheet({ report }: { report: string }) {
  const { t, named } = useTexts();
  const { site, guest, params, view, period, search, navigate } = useSite();
  const [typed, setTyped] = useState(search.q ?? "");
  const [text] = useDebouncedValue(typed, TYPING_MS);
  const reports = useQuery(reportsQuery);
  const isSearchable =
    guest?.hasFilters !== false &&
    reports.data?.find(({ name }) => name === report)?.parameters.some(({ name }) => name === "search");
  const property = usePropertyKey({ enabled: report === "properties" });
  useEffect(() => navigate({ q: text }, { replace: true }), [text, navigate]);

  const asked = {
    ...conversionParams(view, report),
    ...(text !== "" && isSearchable && { search: text }),
    ...(search.sort !== undefined && search.sort !== "" && { order_by: search.sort }),
    ...(report === "campaigns" && { by: TAGS.find((name) => name === search.tag) ?? "campaign" }),
    ...(report === "properties" && propertyParams(property.key ?? "", search)),
  };
  const lacksKey = report === "properties" && property.key === undefined;
  // What is searched for by a link must not be left out of the first answer.
  const isUnderstood = text === "" || !reports.isPending;
  const compared = { ...asked, ...compareParams(view, period) };
  const first = useReport(
    report,
    { ...compared, limit: String(PAGE_ROWS), total_rows: "true" },
    { enabled: !lacksKey && isUnderstood },
  );
  const title = named(`report.${report}`, first.data?.report.title ?? report);

  return (
    <Sheet
      title={title}
      subtitle={useViewSentence()}
      size="900px"
      isCovered={search.session !== undefined}
      onClose={() => navigate(CLOSED)}
    >
      <Group gap="xs" mb="xs" wrap="wrap">
        {((reports.isPending && guest === null) || isSearchable) && (
          <TextInput
            flex="1 1 200px"
            aria-label={t("detail.search", { report: title })}
            placeholder={t("detail.search", { report: title })}
            leftSection={<SearchIcon />}
            value={typed}
            data-autofocus
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        )}
        {report === "campaigns" && (
          <Select
            w={150}
            aria-label={t("detail.dimension")}
            allowDeselect={false}
            data={TAGS.map((name) => ({ value: name, label: t(`dimension.visit:utm_${name}`) }))}
            value={asked.by ?? null}
            onChange={(name) => navigate({ tag: name ?? "" }, { replace: true })}
          />
        )}
        {guest === null && (
          <Menu position="bottom-end">
            <Menu.Target>
              <Button variant="default" leftSection={<DownloadIcon />} disabled={lacksKey}>
                {t("detail.export")}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {EXPORT_FORMATS.map((format) => (
                <Menu.Item
                  key={format}
                  component="a"
                  download
                  href={exportUrl(report, { ...params, ...asked, site_id: site.name }, format)}
                >
                  {format === "parquet" ? "Parquet" : format.toUpperCase()}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )}
      </Group>
      <div className={styles.body}>
        {lacksKey ? (
          <Loaded query={property.keys} rows={20}>
            {() => <Empty>{t("empty.properties")}</Empty>}
          </Loaded>
        ) : (
          <Loaded query={first} rows={20}>
            {(reply) => <Table report={report} reply={reply} asked={compared} />}
          </Loaded>
        )}
      </div>
    </Sheet>
  );
}

interface TableProps {
  readonly report: string;
  readonly reply: ReportReply;
  readonly asked: Readonly<Record<string, string>>;
}

function Table({ report, reply, asked }: TableProps) {
  const texts = useTexts();
  const { t } = texts;
  const total = reply.meta.total_rows ?? reply.results.length;
  return (
    <div className={styles.whole}>
      <Text size="sm" c="dimmed" role="status" mb={4}>
        {t("detail.rows", { count: total })}
      </Text>
      {total === 0 ? (
        <Empty>{t("detail.none")}</Empty>
      ) : (
        <DetailTable report={report} asked={asked} first={reply} total={total}>
          <th scope="col" className={styles.name}>
            {reply.query.dimensions.map((name) => dimensionName(name, texts)).join(", ")}
          </th>
          <SortHeads reply={reply} />
        </DetailTable>
      )}
    </div>
  );
}

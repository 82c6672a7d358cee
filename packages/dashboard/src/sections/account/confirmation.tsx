import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Fault } from "../../cards/fault.tsx";
import { useTexts } from "../../i18n/use-texts.tsx";
import { useFocusBack } from "../../keyboard/use-focus-back.ts";

export interface ConfirmationProps {
  readonly title: string;
  readonly hint: string;
  /** Default: the title. */
  readonly submit?: string;
  readonly onConfirm: () => Promise<unknown>;
  readonly onClose: () => void;
  /** What has to be chosen first. */
  readonly children?: ReactNode;
  readonly isReady?: boolean;
}

/** Asks once more before something that others will notice. */
export function Confirmation(props: ConfirmationProps) {
  const { title, hint, submit = title, onConfirm, onClose, children, isReady = true } = props;
  const { t } = useTexts();
  useFocusBack();
  const action = useMutation({ mutationFn: onConfirm, onSuccess: onClose });
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ "aria-label": t("app.close") }}>
      <Stack>
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {hint}
        </Text>
        {children}
        {action.error !== null && <Fault error={action.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t("app.cancel")}
          </Button>
          <Button
            color="red.9"
            disabled={!isReady}
            loading={action.isPending}
            onClick={() => action.mutate()}
          >
            {submit}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

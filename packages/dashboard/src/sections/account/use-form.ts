import { ClientError } from "@millrace/protocol";
import { useMutation } from "@tanstack/react-query";
import { type ChangeEvent, type FormEvent, type RefObject, useEffect, useRef, useState } from "react";
import { useTexts } from "../../i18n/use-texts.tsx";
import { type Faults, fieldOf, missingFields, type Needs, withoutField } from "./fields.ts";

export interface FormOptions<Values> {
  readonly start: Values;
  readonly needs: Needs<Values>;
  readonly send: (values: Values) => Promise<unknown>;
  /** The page's own words for what the server refuses; undefined: the server's. */
  readonly explain?: (error: ClientError) => Faults<Values> | undefined;
  readonly onDone?: () => unknown;
}

export interface Field {
  readonly name: string;
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (event: ChangeEvent<HTMLInputElement>) => void;
}

export interface Form<Values> {
  /** Of the form element, whose first field at fault gets the focus. */
  readonly ref: RefObject<HTMLFormElement | null>;
  readonly onSubmit: (event: FormEvent) => void;
  readonly field: (name: keyof Values & string) => Field;
  readonly values: Values;
  readonly isSending: boolean;
  readonly isDone: boolean;
  /** What went wrong and is no field's fault. */
  readonly fault: Error | null;
}

const NONE = {};

/** A form of texts: what is wrong stands beside the field, which gets the focus. */
export function useForm<Values extends Readonly<Record<string, string>>>(
  options: FormOptions<Values>,
): Form<Values> {
  const { t } = useTexts();
  const { start, needs, send, explain, onDone } = options;
  const [values, setValues] = useState(start);
  const [faults, setFaults] = useState<Faults<Values>>(NONE as Faults<Values>);
  const ref = useRef<HTMLFormElement>(null);
  const sending = useMutation({
    mutationFn: () => send(values),
    onSuccess: () => onDone?.(),
    onError: (error) => setFaults(faultsOf(error)),
  });
  useEffect(() => {
    if (Object.keys(faults).length > 0)
      ref.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [faults]);

  function faultsOf(error: Error): Faults<Values> {
    if (!(error instanceof ClientError)) return NONE as Faults<Values>;
    const field = fieldOf(error.message, Object.keys(values));
    const beside = field === null ? NONE : { [field]: withoutField(error.message) };
    return explain?.(error) ?? (beside as Faults<Values>);
  }

  function onSubmit(event: FormEvent): void {
    event.preventDefault();
    if (sending.isPending) return;
    const missing = missingFields(values, needs, { empty: t("form.empty"), short: t("form.short") });
    setFaults(missing);
    if (Object.keys(missing).length === 0) sending.mutate();
  }

  return {
    ref,
    onSubmit,
    values,
    field: (name) => ({
      name,
      value: values[name] ?? "",
      error: faults[name],
      onChange: ({ currentTarget: { value } }) => {
        if (!sending.isPending) sending.reset();
        setFaults((before) => ({ ...before, [name]: undefined }));
        setValues((before) => ({ ...before, [name]: value }));
      },
    }),
    isSending: sending.isPending,
    isDone: sending.isSuccess,
    fault: Object.values(faults).some((fault) => fault !== undefined) ? null : sending.error,
  };
}

/** One event of a `text/event-stream`. */
export interface ServerEvent {
  event: string;
  data: string;
}

/** The events of an answer as they come (WHATWG, server-sent events). Ends with the stream; throws when it breaks. */
export async function* eventsOf(response: Response): AsyncGenerator<ServerEvent> {
  const reader = response.body?.getReader();
  if (!reader) return;
  const decoder = new TextDecoder();
  let buffered = "";
  let event = "";
  let data: string[] = [];
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      buffered += decoder.decode(value, { stream: true });
      const lines = buffered.split(/\r\n|\n|\r(?!$)/);
      buffered = lines.pop() ?? "";
      for (const line of lines) {
        if (line !== "") {
          const [, field = "", content = ""] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
          if (field === "event") event = content;
          else if (field === "data") data.push(content);
          continue;
        }
        if (event || data.length > 0) yield { event: event || "message", data: data.join("\n") };
        event = "";
        data = [];
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

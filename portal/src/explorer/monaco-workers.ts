/** GraphiQL's own set-up for bundlers writes to the console; this one is silent. */
Object.assign(globalThis, {
  MonacoEnvironment: {
    getWorker(_id: string, label: string) {
      if (label === "json")
        return new Worker(new URL("monaco-editor/esm/vs/language/json/json.worker.js", import.meta.url));
      if (label === "graphql")
        return new Worker(new URL("monaco-graphql/esm/graphql.worker.js", import.meta.url));
      return new Worker(new URL("monaco-editor/esm/vs/editor/editor.worker.js", import.meta.url));
    },
  },
});

export {};

namespace HighPerfChainSync.Encoding;

/// <summary>The names of <see cref="RecordSchema"/> and <see cref="NumberForm"/> in options and progress: <c>plain</c>, <c>extended</c>; <c>number</c>, <c>string</c>.</summary>
public static class RecordFormNames
{
    private static readonly string[] s_schemas = ["plain", "extended"];
    private static readonly string[] s_numbers = ["number", "string"];

    /// <summary>The name of a schema.</summary>
    public static string Of(RecordSchema schema) => s_schemas[(int)schema];

    /// <summary>The name of a form.</summary>
    public static string Of(NumberForm numbers) => s_numbers[(int)numbers];

    /// <summary>Reads the name of a schema.</summary>
    /// <exception cref="FormatException">There is no such schema.</exception>
    public static RecordSchema ParseSchema(string name) => (RecordSchema)IndexOf(s_schemas, name);

    /// <summary>Reads the name of a form.</summary>
    /// <exception cref="FormatException">There is no such form.</exception>
    public static NumberForm ParseNumbers(string name) => (NumberForm)IndexOf(s_numbers, name);

    private static int IndexOf(string[] names, string name) => Array.IndexOf(names, name) is >= 0 and int index
        ? index
        : throw new FormatException($"'{name}' is not one of {string.Join(", ", names)}.");
}

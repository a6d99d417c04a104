namespace HighPerfChainSync.Decoding;

/// <summary>One field of a kind of JSON object.</summary>
/// <param name="Name">As in the JSON; a field may have several names.</param>
/// <param name="Field">What the decoder switches on.</param>
/// <param name="Required">Whether an absent or null value is an error.</param>
internal readonly record struct FieldEntry<TField>(string Name, TField Field, bool Required = false)
    where TField : unmanaged, Enum;

/// <summary>The fields of one kind of JSON object: their names and what they stand for.</summary>
/// <remarks>Does not change, and is shared by all decoders; thread: any.</remarks>
internal sealed class FieldTable<TField> : FieldNames
    where TField : unmanaged, Enum
{
    public FieldTable(string scope, FieldEntry<TField>[] entries)
        : base(scope, Array.ConvertAll(entries, static entry => entry.Name))
    {
        Fields = Array.ConvertAll(entries, static entry => entry.Field);
        ulong required = 0;
        for (int i = 0; i < entries.Length; i++)
        {
            if (entries[i].Required) required |= 1UL << i;
        }

        Required = required;
    }

    /// <summary>What the names stand for, by slot.</summary>
    public TField[] Fields { get; }
}

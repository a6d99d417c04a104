using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.Encoding;

/// <summary>The names of the header fields that a chain's profile adds, as the encoders need them.</summary>
/// <remarks>Immutable; thread: any.</remarks>
internal sealed class ExtraFieldNames
{
    /// <summary>No fields: most chains add none.</summary>
    public static readonly ExtraFieldNames None = new([]);

    /// <summary>Those of each profile in use.</summary>
    private static readonly ConditionalWeakTable<IReadOnlyList<HeaderFieldDefinition>, ExtraFieldNames> s_shared = new();

    private readonly byte[][] _utf8;
    private readonly byte[][] _jsonKeys;

    private ExtraFieldNames(IReadOnlyList<HeaderFieldDefinition> fields)
    {
        _utf8 = new byte[fields.Count][];
        _jsonKeys = new byte[fields.Count][];
        for (int i = 0; i < fields.Count; i++)
        {
            _utf8[i] = TextEncoding.UTF8.GetBytes(fields[i].Name);
            _jsonKeys[i] = [.. (i == 0 ? ""u8 : ","u8), (byte)'"', .. JsonEncodedText.Encode(fields[i].Name, JavaScriptEncoder.Default).EncodedUtf8Bytes, (byte)'"', (byte)':'];
            MaxBytes += Math.Max(_utf8[i].Length, _jsonKeys[i].Length) + 16;
        }
    }

    /// <summary>The names of a profile's fields, made once for all who ask.</summary>
    public static ExtraFieldNames Of(IReadOnlyList<HeaderFieldDefinition> fields) =>
        fields.Count == 0 ? None : s_shared.GetValue(fields, static fields => new ExtraFieldNames(fields));

    /// <summary>Number of fields.</summary>
    public int Count => _utf8.Length;

    /// <summary>Upper bound of what names and punctuation take in a record.</summary>
    public int MaxBytes { get; }

    /// <summary>A name.</summary>
    public ReadOnlySpan<byte> Utf8(int index) => _utf8[index];

    /// <summary>A name as the key of a JSON object, the comma before it and the colon behind it included.</summary>
    public ReadOnlySpan<byte> JsonKey(int index) => _jsonKeys[index];
}

using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Decoding;

/// <summary>Walks the fields of JSON objects and knows where it is, so that an error can say so.</summary>
/// <remarks>Owner: one <see cref="BlockDecoder"/>; thread: the decoder's. The path is a few integers and becomes text only in an error.</remarks>
internal sealed class DecodeContext(UnknownFields unknown, OtherFields others)
{
    private const int MaxDepth = 8;

    private readonly Frame[] _frames = new Frame[MaxDepth];
    private readonly byte[] _scratch = new byte[1024];
    private string _root = "";
    private int _rootIndex;
    private int _depth;

    /// <summary>The block, when it is known already.</summary>
    public ulong? BlockNumber { get; set; }

    /// <summary>The kinds of objects that had a field which is neither known nor named by the chain's profile.</summary>
    public BlockFindings UnknownFields { get; private set; }

    /// <summary>Room for a value that straddles segments or is escaped.</summary>
    public Span<byte> Scratch => _scratch;

    /// <summary>Starts at the root of a result.</summary>
    /// <param name="root">How the path begins, empty for the block itself.</param>
    /// <param name="blockNumber">The block, when it is known already.</param>
    public void Begin(string root, ulong? blockNumber)
    {
        _root = root;
        _rootIndex = -1;
        _depth = -1;
        BlockNumber = blockNumber;
        UnknownFields = BlockFindings.None;
    }

    /// <summary>Goes into the object the reader is on.</summary>
    public void Enter(ref Utf8JsonReader reader, FieldNames names)
    {
        if (reader.TokenType != JsonTokenType.StartObject) Throw(ref reader, "an object is expected");
        ref Frame frame = ref _frames[++_depth];
        frame.Names = names;
        frame.Slot = -1;
        frame.Index = -1;
    }

    /// <summary>Leaves the object whose end the reader is on.</summary>
    public void Leave() => _depth--;

    /// <summary>Checks that the reader is on the start of an array.</summary>
    public void RequireArray(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray) Throw(ref reader, "an array is expected");
    }

    /// <summary>Goes to the next element of the array that is the current field's value, and says whether there is one.</summary>
    public bool NextItem(ref Utf8JsonReader reader, int index)
    {
        Advance(ref reader);
        _frames[_depth].Index = index;
        return reader.TokenType != JsonTokenType.EndArray;
    }

    /// <summary>Goes to the next element of the array that is the root, and says whether there is one.</summary>
    public bool NextRootItem(ref Utf8JsonReader reader, int index)
    {
        Advance(ref reader);
        _rootIndex = index;
        return reader.TokenType != JsonTokenType.EndArray;
    }

    /// <summary>Goes to the value of the next known field that is not null; at the end of the object checks that nothing is missing.</summary>
    /// <param name="reader">On the start of the object or on the last token of a value; is left on the first token of the next value, or on the end of the object.</param>
    /// <param name="table">The object's fields.</param>
    /// <param name="seen">Slots that had a value, one bit each.</param>
    /// <param name="field">The field.</param>
    /// <returns>False at the end of the object.</returns>
    public bool NextField<TField>(ref Utf8JsonReader reader, FieldTable<TField> table, ref ulong seen, out TField field)
        where TField : unmanaged, Enum
    {
        while (true)
        {
            Advance(ref reader);
            if (reader.TokenType == JsonTokenType.EndObject)
            {
                _frames[_depth].Slot = -1;
                if ((seen & table.Required) != table.Required) ThrowMissing(table, seen);
                field = default;
                return false;
            }

            ReadOnlySpan<byte> name = reader.HasValueSequence || reader.ValueIsEscaped ? CopyName(ref reader) : reader.ValueSpan;
            int slot = table.Find(name);
            if (slot < 0)
            {
                unknown.Count(table.Scope, name);
                if (!others.Contains(table.WhenUnknown, name)) UnknownFields |= table.WhenUnknown;
                Skip(ref reader);
                continue;
            }

            _frames[_depth].Slot = slot;
            _frames[_depth].Index = -1;
            Advance(ref reader);
            ulong bit = 1UL << slot;
            if ((seen & bit) != 0) Throw(ref reader, "the field appears twice");
            if (reader.TokenType == JsonTokenType.Null)
            {
                if ((table.Required & bit) != 0) Throw(ref reader, "a value is expected");
                continue;
            }

            seen |= bit;
            field = table.FieldAt(slot);
            return true;
        }
    }

    /// <summary>Copies a short text that straddles segments or is escaped.</summary>
    /// <returns>False when it is too long or its escapes are not text.</returns>
    public bool TryCopyText(ref Utf8JsonReader reader, out ReadOnlySpan<byte> text)
    {
        text = default;
        long length = reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;
        if (length > _scratch.Length) return false;
        try
        {
            text = _scratch.AsSpan(0, reader.CopyString(_scratch));
            return true;
        }
        catch (InvalidOperationException)
        {
            return false; // Half a surrogate pair, or bytes that are not UTF-8.
        }
    }

    /// <summary>Fails with the path, the block and the start of the value.</summary>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Throw(ref Utf8JsonReader reader, string reason) =>
        throw new DecodeException(Path(), BlockNumber, $"{reason}, not {JsonExcerpt.Of(ref reader)}.");

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void ThrowMissing(FieldNames names, ulong seen)
    {
        ulong missing = names.Required & ~seen;
        ThrowMissing(names[System.Numerics.BitOperations.TrailingZeroCount(missing)]);
    }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void ThrowMissing(string field)
    {
        string path = Path();
        throw new DecodeException(path.Length == 0 ? field : $"{path}.{field}", BlockNumber, "the field is missing.");
    }

    private static void Advance(ref Utf8JsonReader reader)
    {
        if (!reader.Read()) ThrowEnd();
    }

    private static void Skip(ref Utf8JsonReader reader)
    {
        if (!reader.TrySkip()) ThrowEnd();
    }

    [DoesNotReturn]
    private static void ThrowEnd() => throw new JsonException("The JSON ends within a value.");

    private ReadOnlySpan<byte> CopyName(ref Utf8JsonReader reader) =>
        TryCopyText(ref reader, out ReadOnlySpan<byte> name) ? name : "?"u8;

    private string Path()
    {
        var path = new System.Text.StringBuilder(_root);
        if (_rootIndex >= 0) path.Append('[').Append(_rootIndex).Append(']');
        for (int i = 0; i <= _depth; i++)
        {
            Frame frame = _frames[i];
            if (frame.Slot < 0) break;
            if (path.Length > 0) path.Append('.');
            path.Append(frame.Names[frame.Slot]);
            if (frame.Index >= 0) path.Append('[').Append(frame.Index).Append(']');
        }

        return path.ToString();
    }

    private struct Frame
    {
        public FieldNames Names;
        public int Slot;
        public int Index;
    }
}

using System.Buffers;
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

    /// <summary>Goes into the object that comes next.</summary>
    public void Enter(ref JsonCursor json, FieldOrder fields)
    {
        if (!json.TryTake((byte)'{')) Throw(ref json, "an object is expected");
        ref Frame frame = ref _frames[++_depth];
        frame.Names = fields.Names;
        frame.Slot = Frame.Start;
        frame.Index = -1;
    }

    /// <summary>Leaves the object whose end has been taken.</summary>
    public void Leave() => _depth--;

    /// <summary>Goes into the array that comes next.</summary>
    public void EnterArray(ref JsonCursor json)
    {
        if (!json.TryTake((byte)'[')) Throw(ref json, "an array is expected");
    }

    /// <summary>Goes to the next element of the array that is the current field's value, and says whether there is one; if not, the array's end is taken.</summary>
    public bool NextItem(ref JsonCursor json, int index)
    {
        _frames[_depth].Index = index;
        return GoToItem(ref json, index);
    }

    /// <summary>The same for the array that is the root.</summary>
    public bool NextRootItem(ref JsonCursor json, int index)
    {
        _rootIndex = index;
        return GoToItem(ref json, index);
    }

    /// <summary>Goes to the value of the next known field that is not null; at the end of the object checks that nothing is missing.</summary>
    /// <param name="json">Behind the brace of the object or behind a value; is left before the next value, or behind the object.</param>
    /// <param name="fields">The object's fields.</param>
    /// <param name="seen">Slots that had a value, one bit each.</param>
    /// <param name="field">The field.</param>
    /// <returns>False at the end of the object.</returns>
    public bool NextField<TField>(ref JsonCursor json, FieldOrder<TField> fields, ref ulong seen, out TField field)
        where TField : unmanaged, Enum
    {
        ref Frame frame = ref _frames[_depth];
        while (true)
        {
            int previous = frame.Slot;
            int slot = fields.TakeExpected(ref json, previous, previous == Frame.Start);
            if (slot < 0 && (slot = TakeName(ref json, fields, ref frame)) < 0)
            {
                if (slot == Frame.End)
                {
                    if ((seen & fields.Required) != fields.Required) ThrowMissing(fields.Names, seen);
                    field = default;
                    return false;
                }

                continue;
            }

            frame.Slot = slot;
            frame.Index = -1;
            ulong bit = 1UL << slot;
            if ((seen & bit) != 0) Throw(ref json, "the field appears twice");
            if (json.Peek() == 'n' && IsNull(ref json, (fields.Required & bit) != 0)) continue;
            seen |= bit;
            field = fields.FieldAt(slot);
            return true;
        }
    }

    /// <summary>The bytes of a text, copied where it straddles segments or is escaped; valid until the next one is copied.</summary>
    /// <returns>False when it is too long or its escapes are not text.</returns>
    public bool TryCopyText(scoped in Utf8JsonReader reader, out ReadOnlySpan<byte> text)
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

    /// <summary>The digits of a JSON number; valid until the next text is copied.</summary>
    /// <returns>False when there are too many.</returns>
    public bool TryCopyDigits(scoped in Utf8JsonReader reader, out ReadOnlySpan<byte> digits)
    {
        digits = default;
        long length = reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;
        if (length > _scratch.Length) return false;
        Span<byte> copy = _scratch.AsSpan(0, (int)length);
        if (reader.HasValueSequence) reader.ValueSequence.CopyTo(copy);
        else reader.ValueSpan.CopyTo(copy);
        digits = copy;
        return true;
    }

    /// <summary>Fails with the path, the block and the start of the value that comes next.</summary>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Throw(ref JsonCursor json, string reason)
    {
        Utf8JsonReader reader = json.Open();
        Throw(ref reader, reason);
    }

    /// <summary>The same for a value that has been taken.</summary>
    /// <param name="json">Behind the value.</param>
    /// <param name="position">Where the value began.</param>
    /// <param name="reason">What is wrong with it.</param>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void ThrowAt(ref JsonCursor json, long position, string reason)
    {
        Utf8JsonReader reader = json.OpenAt(position);
        Throw(ref reader, reason);
    }

    [DoesNotReturn]
    private void Throw(ref Utf8JsonReader reader, string reason) =>
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

    private static bool GoToItem(ref JsonCursor json, int index)
    {
        if (json.TryTake((byte)']')) return false;
        if (index == 0) return true;
        json.Take((byte)',');
        if (json.Peek() == ']') json.ThrowUnexpected();
        return true;
    }

    /// <summary>Takes a name that was not expected there, or the end of the object; a field that is not known is skipped.</summary>
    /// <returns>Its slot, <see cref="Frame.Skipped"/> or <see cref="Frame.End"/>.</returns>
    private int TakeName(ref JsonCursor json, FieldOrder fields, ref Frame frame)
    {
        FieldNames names = fields.Names;
        if (json.TryTake((byte)'}'))
        {
            frame.Slot = Frame.None;
            return Frame.End;
        }

        if (frame.Slot != Frame.Start) json.Take((byte)',');
        if (json.Peek() != '"') json.ThrowUnexpected();
        int slot;
        if (json.TryPeekText(out ReadOnlySpan<byte> name) && (slot = names.Find(name)) >= 0)
        {
            json.TakeSeen(name.Length + 2);
            json.Take((byte)':');
        }
        else
        {
            Utf8JsonReader reader = json.Open();
            if (!TryCopyText(in reader, out name)) name = "?"u8;
            json.Take(in reader);
            json.Take((byte)':');
            slot = names.Find(name);
            if (slot < 0)
            {
                unknown.Count(names.Scope, name);
                if (!others.Contains(names.WhenUnknown, name)) UnknownFields |= names.WhenUnknown;
                json.Skip();
                if (frame.Slot == Frame.Start) frame.Slot = Frame.None;
                return Frame.Skipped;
            }
        }

        fields.Learn(frame.Slot, slot);
        return slot;
    }

    private bool IsNull(ref JsonCursor json, bool isRequired)
    {
        if (isRequired) Throw(ref json, "a value is expected");
        return json.TryTakeNull();
    }

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

    /// <summary>An object that is gone through.</summary>
    private struct Frame
    {
        /// <summary>Behind fields that are not known.</summary>
        public const int None = -1;

        /// <summary>Behind the brace.</summary>
        public const int Start = -2;

        /// <summary>What <see cref="TakeName"/> says of the end of the object.</summary>
        public const int End = -3;

        /// <summary>What <see cref="TakeName"/> says of a field that it has skipped.</summary>
        public const int Skipped = -4;

        public FieldNames Names;
        public int Slot;
        public int Index;
    }
}

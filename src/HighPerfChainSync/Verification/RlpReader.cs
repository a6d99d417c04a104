using System.Buffers.Binary;
using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.Verification;

/// <summary>Reads Recursive Length Prefix encodings (yellow paper, appendix B) in place, the items of one list after another.</summary>
/// <remarks>
/// Strict: there is one encoding of everything, and any other is refused. A method that returns false leaves the reader where it was; input
/// of any kind ends in that, never in an exception. Allocates nothing; a list is read by a reader of its own, so that depth costs no memory here.
/// </remarks>
internal ref struct RlpReader
{
    private const byte StringOffset = 0x80;
    private const byte ListOffset = 0xC0;
    private const int LongestShort = 55;

    private ReadOnlySpan<byte> _rest;

    /// <summary>Creates a reader of items that follow one another.</summary>
    internal RlpReader(ReadOnlySpan<byte> items) => _rest = items;

    /// <summary>Whether all items have been read.</summary>
    internal readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>Bytes not read yet.</summary>
    internal readonly int Left => _rest.Length;

    /// <summary>Whether the next item is a list; false at the end.</summary>
    internal readonly bool IsAtList => !_rest.IsEmpty && _rest[0] >= ListOffset;

    /// <summary>Whether these bytes are one item and nothing else, sound down to its last string.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="maxDepth">Lists within lists that are allowed; 0 for a string.</param>
    internal static bool IsValid(ReadOnlySpan<byte> bytes, int maxDepth)
    {
        // Lists end within one another, so that what remains of each is all that has to be known.
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)maxDepth, 1024u, nameof(maxDepth));
        Span<int> ends = stackalloc int[maxDepth];
        int depth = 0;
        int at = 0;
        do
        {
            int end = depth > 0 ? ends[depth - 1] : bytes.Length;
            if (!TryReadHeader(bytes[at..end], out bool isList, out int header, out int length)) return false;
            at += header;
            if (!isList)
            {
                at += length;
            }
            else
            {
                if (depth == maxDepth) return false;
                ends[depth++] = at + length;
            }

            while (depth > 0 && at == ends[depth - 1]) depth--;
        }
        while (depth > 0);
        return at == bytes.Length;
    }

    /// <summary>Reads a string of bytes.</summary>
    internal bool TryReadString(out ReadOnlySpan<byte> bytes) => TryRead(isList: false, out bytes);

    /// <summary>Reads a list.</summary>
    /// <param name="items">Reads its items.</param>
    internal bool TryReadList(out RlpReader items)
    {
        bool isRead = TryRead(isList: true, out ReadOnlySpan<byte> payload);
        items = new RlpReader(payload);
        return isRead;
    }

    /// <summary>Reads the next item whatever it is, with its header.</summary>
    internal bool TryReadRaw(out ReadOnlySpan<byte> item)
    {
        item = default;
        if (!TryReadHeader(_rest, out _, out int header, out int length)) return false;
        item = _rest[..(header + length)];
        _rest = _rest[(header + length)..];
        return true;
    }

    /// <summary>Reads a number of at most 64 bits.</summary>
    internal bool TryReadNumber(out ulong value)
    {
        value = 0;
        ReadOnlySpan<byte> before = _rest;
        if (!TryReadDigits(sizeof(ulong), out ReadOnlySpan<byte> digits))
        {
            _rest = before;
            return false;
        }

        Span<byte> padded = stackalloc byte[sizeof(ulong)];
        padded.Clear();
        digits.CopyTo(padded[(sizeof(ulong) - digits.Length)..]);
        value = BinaryPrimitives.ReadUInt64BigEndian(padded);
        return true;
    }

    /// <summary>Reads a number of at most 256 bits.</summary>
    internal bool TryReadNumber(out UInt256 value)
    {
        ReadOnlySpan<byte> before = _rest;
        bool isRead = TryReadDigits(UInt256.Length, out ReadOnlySpan<byte> digits);
        value = isRead ? UInt256.FromBigEndian(digits) : default;
        if (!isRead) _rest = before;
        return isRead;
    }

    /// <summary>Reads a string of 32 bytes.</summary>
    internal bool TryReadHash(out Hash256 hash)
    {
        bool isRead = TryReadFixed(Hash256.Length, out ReadOnlySpan<byte> bytes);
        hash = isRead ? new Hash256(bytes) : default;
        return isRead;
    }

    /// <summary>Reads a string of 20 bytes.</summary>
    internal bool TryReadAddress(out Address address)
    {
        bool isRead = TryReadFixed(Address.Length, out ReadOnlySpan<byte> bytes);
        address = isRead ? new Address(bytes) : default;
        return isRead;
    }

    private bool TryReadFixed(int length, out ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> before = _rest;
        if (TryReadString(out bytes) && bytes.Length == length) return true;
        _rest = before;
        return false;
    }

    private bool TryReadDigits(int most, out ReadOnlySpan<byte> digits) =>
        TryReadString(out digits) && digits.Length <= most && (digits.IsEmpty || digits[0] != 0);

    private bool TryRead(bool isList, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        if (!TryReadHeader(_rest, out bool found, out int header, out int length) || found != isList) return false;
        payload = _rest.Slice(header, length);
        _rest = _rest[(header + length)..];
        return true;
    }

    /// <summary>Reads the header of an item all of which must be there.</summary>
    private static bool TryReadHeader(ReadOnlySpan<byte> bytes, out bool isList, out int header, out int length)
    {
        isList = false;
        header = 0;
        length = 1;
        if (bytes.IsEmpty) return false;
        byte first = bytes[0];
        if (first < StringOffset) return true;

        isList = first >= ListOffset;
        header = 1;
        length = first - (isList ? ListOffset : StringOffset);
        if (length > LongestShort)
        {
            int digits = length - LongestShort;
            if (digits > sizeof(int) || digits >= bytes.Length || bytes[1] == 0) return false;
            uint number = 0;
            foreach (byte digit in bytes.Slice(1, digits)) number = (number << 8) | digit;
            header += digits;
            if (number <= LongestShort || number > (uint)(bytes.Length - header)) return false;
            length = (int)number;
            return true;
        }

        if (length > bytes.Length - 1) return false;
        return isList || length != 1 || bytes[1] >= StringOffset;
    }
}

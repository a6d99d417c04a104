using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.Verification;

/// <content>Numbers, hashes and addresses.</content>
internal sealed partial class RlpWriter
{
    /// <summary>Writes a hash: a string of 32 bytes.</summary>
    internal void WriteHash(in Hash256 hash)
    {
        Span<byte> room = Reserve(1 + Hash256.Length);
        room[0] = StringOffset + Hash256.Length;
        MemoryMarshal.Write(room[1..], in hash);
        Length += 1 + Hash256.Length;
    }

    /// <summary>Writes an address: a string of 20 bytes.</summary>
    internal void WriteAddress(in Address address)
    {
        Span<byte> room = Reserve(1 + Address.Length);
        room[0] = StringOffset + Address.Length;
        MemoryMarshal.Write(room[1..], in address);
        Length += 1 + Address.Length;
    }

    /// <summary>Writes a number, big-endian and without leading zeros.</summary>
    internal void WriteNumber(ulong value)
    {
        Span<byte> room = Reserve(1 + sizeof(ulong));
        if (value is > 0 and < StringOffset)
        {
            room[0] = (byte)value;
            Length++;
            return;
        }

        // Written as a whole: what lies behind the digits is overwritten by what comes next.
        int digits = sizeof(ulong) - (BitOperations.LeadingZeroCount(value) / 8);
        room[0] = (byte)(StringOffset + digits);
        if (digits > 0) BinaryPrimitives.WriteUInt64BigEndian(room[1..], value << (8 * (sizeof(ulong) - digits)));
        Length += 1 + digits;
    }

    /// <summary>Writes a number, big-endian and without leading zeros.</summary>
    internal void WriteNumber(in UInt256 value)
    {
        if (value.IsUInt64)
        {
            WriteNumber(value.Limb0);
            return;
        }

        Span<byte> room = Reserve(1 + UInt256.Length + sizeof(ulong));
        ulong highest = value.Limb3 != 0 ? value.Limb3 : value.Limb2 != 0 ? value.Limb2 : value.Limb1;
        int digits = sizeof(ulong) - (BitOperations.LeadingZeroCount(highest) / 8);
        BinaryPrimitives.WriteUInt64BigEndian(room[1..], highest << (8 * (sizeof(ulong) - digits)));
        int at = 1 + digits;
        if (value.Limb3 != 0) at = WriteLimb(room, at, value.Limb2);
        if ((value.Limb3 | value.Limb2) != 0) at = WriteLimb(room, at, value.Limb1);
        at = WriteLimb(room, at, value.Limb0);
        room[0] = (byte)(StringOffset + at - 1);
        Length += at;
    }

    /// <summary>Writes 1 as the number 1 and false as the empty string.</summary>
    internal void WriteBoolean(bool value) => WriteNumber(value ? 1UL : 0);

    private static int WriteLimb(Span<byte> room, int at, ulong limb)
    {
        BinaryPrimitives.WriteUInt64BigEndian(room[at..], limb);
        return at + sizeof(ulong);
    }
}

using System.Buffers;
using System.Numerics;
using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.ReplayNode.Chains.Templates;

/// <summary>A recorded answer, cut at the places that change.</summary>
/// <remarks>Immutable; thread: any.</remarks>
internal sealed class JsonTemplate
{
    private const int HashLength = 2 + (2 * Hash256.Length);
    private const int AddressLength = 2 + (2 * Address.Length);

    private readonly byte[] _json;
    private readonly Patch[] _patches;
    private readonly ulong[] _nonces;
    private readonly int[] _created;
    private readonly int _literalLength;

    /// <summary>Creates a template.</summary>
    /// <param name="json">The recorded answer.</param>
    /// <param name="patches">The places, ascending.</param>
    /// <param name="nonces">The recorded nonces.</param>
    /// <param name="created">For each transaction its position among those that create a contract, or -1.</param>
    internal JsonTemplate(byte[] json, List<Patch> patches, ulong[] nonces, int[] created)
    {
        patches.RemoveAll(patch => patch.Kind == PatchKind.CreatedAddress && created[patch.Index] < 0);
        _json = json;
        _patches = [.. patches];
        _nonces = nonces;
        _created = created;
        _literalLength = json.Length;
        foreach (Patch patch in _patches) _literalLength -= patch.Length;
    }

    /// <summary>Bytes that <see cref="Write"/> writes for a block.</summary>
    internal int Measure(PlacedBlock block)
    {
        int length = _literalLength;
        int number = QuantityLength(block.Number);
        foreach (ref readonly Patch patch in _patches.AsSpan())
        {
            length += patch.Kind switch
            {
                PatchKind.Number => number,
                PatchKind.Nonce => QuantityLength(_nonces[patch.Index] + block.Cycle),
                PatchKind.Timestamp => QuantityLength(block.Timestamp),
                PatchKind.Size => QuantityLength(block.Size),
                PatchKind.CreatedAddress => AddressLength,
                _ => HashLength,
            };
        }

        return length;
    }

    /// <summary>Writes the answer as it is for a block.</summary>
    internal void Write(IBufferWriter<byte> output, PlacedBlock block)
    {
        var writer = new ChunkWriter(output);
        Span<byte> hash = stackalloc byte[HashLength];
        Hex.Encode(block.Hash.Bytes, hash);
        Span<byte> number = stackalloc byte[2 + (2 * sizeof(ulong))];
        number = number[..EncodeQuantity(block.Number, number)];
        Span<byte> value = stackalloc byte[HashLength];
        int copied = 0;
        foreach (ref readonly Patch patch in _patches.AsSpan())
        {
            writer.Write(_json.AsSpan(copied, patch.Offset - copied));
            copied = patch.Offset + patch.Length;
            if (patch.Kind == PatchKind.BlockHash)
                writer.Write(hash);
            else if (patch.Kind == PatchKind.Number)
                writer.Write(number);
            else
                writer.Write(value[..Encode(in patch, block, value)]);
        }

        writer.Write(_json.AsSpan(copied));
        writer.Flush();
    }

    private int Encode(in Patch patch, PlacedBlock block, Span<byte> value) => patch.Kind switch
    {
        PatchKind.TransactionHash => Hex.Encode(block.Transactions[patch.Index].Bytes, value),
        PatchKind.Nonce => EncodeQuantity(_nonces[patch.Index] + block.Cycle, value),
        PatchKind.CreatedAddress => Hex.Encode(block.Created[_created[patch.Index]].Bytes, value),
        PatchKind.ParentHash => Hex.Encode(block.ParentHash.Bytes, value),
        PatchKind.TransactionsRoot => Hex.Encode(block.TransactionsRoot.Bytes, value),
        PatchKind.Timestamp => EncodeQuantity(block.Timestamp, value),
        _ => EncodeQuantity(block.Size, value),
    };

    private static int QuantityLength(ulong value) => 2 + Math.Max(1, (67 - BitOperations.LeadingZeroCount(value)) / 4);

    private static int EncodeQuantity(ulong value, Span<byte> destination)
    {
        int length = QuantityLength(value);
        destination[0] = (byte)'0';
        destination[1] = (byte)'x';
        for (int i = length - 1; i >= 2; i--, value >>= 4)
            destination[i] = "0123456789abcdef"u8[(int)(value & 0xF)];
        return length;
    }
}

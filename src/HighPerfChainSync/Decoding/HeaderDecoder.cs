using System.Runtime.CompilerServices;
using HighPerfChainSync.Buffers;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.Decoding;

/// <summary>Decodes a block object, its transactions and withdrawals included.</summary>
internal sealed class HeaderDecoder
{
    private static readonly FieldEntry<HeaderField>[] s_known =
    [
        new("number", HeaderField.Number, Required: true),
        new("hash", HeaderField.Hash, Required: true),
        new("parentHash", HeaderField.ParentHash, Required: true),
        new("timestamp", HeaderField.Timestamp, Required: true),
        new("transactions", HeaderField.Transactions, Required: true),
        new("nonce", HeaderField.Nonce),
        new("mixHash", HeaderField.MixHash),
        new("sha3Uncles", HeaderField.Sha3Uncles),
        new("logsBloom", HeaderField.LogsBloom),
        new("transactionsRoot", HeaderField.TransactionsRoot),
        new("stateRoot", HeaderField.StateRoot),
        new("receiptsRoot", HeaderField.ReceiptsRoot),
        new("miner", HeaderField.Miner),
        new("difficulty", HeaderField.Difficulty),
        new("totalDifficulty", HeaderField.TotalDifficulty),
        new("size", HeaderField.Size),
        new("extraData", HeaderField.ExtraData),
        new("gasLimit", HeaderField.GasLimit),
        new("gasUsed", HeaderField.GasUsed),
        new("baseFeePerGas", HeaderField.BaseFeePerGas),
        new("withdrawalsRoot", HeaderField.WithdrawalsRoot),
        new("withdrawals", HeaderField.Withdrawals),
        new("blobGasUsed", HeaderField.BlobGasUsed),
        new("excessBlobGas", HeaderField.ExcessBlobGas),
        new("parentBeaconBlockRoot", HeaderField.ParentBeaconBlockRoot),
        new("requestsHash", HeaderField.RequestsHash),
        new("blockAccessListHash", HeaderField.BlockAccessListHash),
        new("balHash", HeaderField.BlockAccessListHash), // Besu's name for it.
        new("slotNumber", HeaderField.SlotNumber),
        new("uncles", HeaderField.Uncles),
    ];

    /// <summary>Where the profile adds nothing.</summary>
    private static readonly FieldTable<HeaderField> s_fields = CreateTable([]);

    /// <summary>Where it adds some: one table for all decoders of a profile, as long as the profile is in use.</summary>
    private static readonly ConditionalWeakTable<IReadOnlyList<HeaderFieldDefinition>, FieldTable<HeaderField>> s_extended = new();

    private readonly DecodeContext _context;
    private readonly IReadOnlyList<HeaderFieldDefinition> _extras;
    private readonly FieldOrder<HeaderField> _fields;
    private readonly TransactionDecoder _transactions;
    private readonly WithdrawalDecoder _withdrawals;

    /// <summary>Creates a decoder.</summary>
    /// <param name="context">Where it is.</param>
    /// <param name="extras">Fields that the chain's profile adds; one that is known here already is left as it is.</param>
    public HeaderDecoder(DecodeContext context, IReadOnlyList<HeaderFieldDefinition> extras)
    {
        _context = context;
        _extras = extras;
        _fields = new FieldOrder<HeaderField>(extras.Count == 0 ? s_fields : s_extended.GetValue(extras, CreateTable));
        _transactions = new TransactionDecoder(context);
        _withdrawals = new WithdrawalDecoder(context);
    }

    public void Decode(ref JsonCursor json, BlockData block)
    {
        ref BlockHeader header = ref block.Header;
        BlockClaims claims = default;
        ulong seen = 0;
        _context.Enter(ref json, _fields);
        while (_context.NextField(ref json, _fields, ref seen, out HeaderField field))
        {
            switch (field)
            {
                case HeaderField.Number:
                    header.Number = JsonValue.ReadUInt64(ref json, _context);
                    _context.BlockNumber = header.Number;
                    break;
                case HeaderField.Transactions:
                    _transactions.DecodeAll(ref json, block, ref claims);
                    break;
                case HeaderField.Withdrawals:
                    _withdrawals.DecodeAll(ref json, block.Withdrawals);
                    header.Present |= HeaderFields.Withdrawals;
                    break;
                case HeaderField.LogsBloom:
                    header.LogsBloom = DataReader.ReadBloom(ref json, _context, block.Arena);
                    header.Present |= HeaderFields.LogsBloom;
                    break;
                case HeaderField.ExtraData:
                    header.ExtraData = DataReader.Read(ref json, _context, block.Arena);
                    header.Present |= HeaderFields.ExtraData;
                    break;
                case HeaderField.Nonce:
                    header.Nonce = DataReader.Read(ref json, _context, block.Arena);
                    header.Present |= HeaderFields.Nonce;
                    break;
                case HeaderField.Uncles:
                    header.Uncles = DataReader.ReadWords(ref json, _context, block.Arena);
                    header.Present |= HeaderFields.Uncles;
                    break;
                case >= HeaderField.Extra0:
                    ReadExtra(ref json, block, field - HeaderField.Extra0);
                    break;
                default:
                    if (!TryReadHash(ref json, ref header, field)) ReadNumber(ref json, ref header, field);
                    break;
            }
        }

        _context.Leave();
        block.Findings |= claims.Compare(header);
    }

    private static FieldTable<HeaderField> CreateTable(IReadOnlyList<HeaderFieldDefinition> extras)
    {
        var entries = new List<FieldEntry<HeaderField>>(s_known);
        for (int i = 0; i < extras.Count; i++)
        {
            if (!entries.Exists(entry => entry.Name == extras[i].Name)) entries.Add(new(extras[i].Name, (HeaderField)((int)HeaderField.Extra0 + i)));
        }

        return new FieldTable<HeaderField>("block", [.. entries]) { WhenUnknown = BlockFindings.UnknownBlockField };
    }

    private void ReadExtra(ref JsonCursor json, BlockData block, int slot)
    {
        ref BlockHeader header = ref block.Header;
        header.Present |= (HeaderFields)((uint)HeaderFields.Extra0 << slot);
        header.Extras[slot] = _extras[slot].Kind switch
        {
            HeaderFieldKind.Hash => block.Arena.Append(JsonValue.ReadHash(ref json, _context).Bytes),
            HeaderFieldKind.Quantity => AppendNumber(block.Arena, JsonValue.ReadUInt256(ref json, _context)),
            _ => DataReader.Read(ref json, _context, block.Arena),
        };
    }

    private static ArenaRange AppendNumber(ByteArena arena, UInt256 number)
    {
        Span<byte> bytes = stackalloc byte[UInt256.Length];
        number.WriteBigEndian(bytes);
        return arena.Append(bytes.TrimStart((byte)0));
    }

    private bool TryReadHash(ref JsonCursor json, ref BlockHeader header, HeaderField field)
    {
        switch (field)
        {
            case HeaderField.Hash:
                header.Hash = JsonValue.ReadHash(ref json, _context);
                return true;
            case HeaderField.ParentHash:
                header.ParentHash = JsonValue.ReadHash(ref json, _context);
                return true;
            case HeaderField.MixHash:
                header.MixHash = JsonValue.ReadHash(ref json, _context);
                header.Present |= HeaderFields.MixHash;
                return true;
            case HeaderField.Sha3Uncles:
                header.Sha3Uncles = JsonValue.ReadHash(ref json, _context);
                header.Present |= HeaderFields.Sha3Uncles;
                return true;
            case HeaderField.TransactionsRoot:
                header.TransactionsRoot = JsonValue.ReadHash(ref json, _context);
                header.Present |= HeaderFields.TransactionsRoot;
                return true;
            case HeaderField.StateRoot:
                header.StateRoot = JsonValue.ReadHash(ref json, _context);
                header.Present |= HeaderFields.StateRoot;
                return true;
            case HeaderField.ReceiptsRoot:
                header.ReceiptsRoot = JsonValue.ReadHash(ref json, _context);
                header.Present |= HeaderFields.ReceiptsRoot;
                return true;
            case HeaderField.WithdrawalsRoot:
                header.WithdrawalsRoot = JsonValue.ReadHash(ref json, _context);
                header.Present |= HeaderFields.WithdrawalsRoot;
                return true;
            case HeaderField.ParentBeaconBlockRoot:
                header.ParentBeaconBlockRoot = JsonValue.ReadHash(ref json, _context);
                header.Present |= HeaderFields.ParentBeaconBlockRoot;
                return true;
            case HeaderField.RequestsHash:
                header.RequestsHash = JsonValue.ReadHash(ref json, _context);
                header.Present |= HeaderFields.RequestsHash;
                return true;
            case HeaderField.BlockAccessListHash:
                header.BlockAccessListHash = JsonValue.ReadHash(ref json, _context);
                header.Present |= HeaderFields.BlockAccessListHash;
                return true;
            case HeaderField.Miner:
                header.Miner = JsonValue.ReadAddress(ref json, _context);
                header.Present |= HeaderFields.Miner;
                return true;
            default:
                return false;
        }
    }

    private void ReadNumber(ref JsonCursor json, ref BlockHeader header, HeaderField field)
    {
        switch (field)
        {
            case HeaderField.Timestamp:
                header.Timestamp = JsonValue.ReadUInt64(ref json, _context);
                break;
            case HeaderField.Difficulty:
                header.Difficulty = JsonValue.ReadUInt256(ref json, _context);
                header.Present |= HeaderFields.Difficulty;
                break;
            case HeaderField.TotalDifficulty:
                header.TotalDifficulty = JsonValue.ReadUInt256(ref json, _context);
                header.Present |= HeaderFields.TotalDifficulty;
                break;
            case HeaderField.Size:
                header.Size = JsonValue.ReadUInt64(ref json, _context);
                header.Present |= HeaderFields.Size;
                break;
            case HeaderField.GasLimit:
                header.GasLimit = JsonValue.ReadUInt64(ref json, _context);
                header.Present |= HeaderFields.GasLimit;
                break;
            case HeaderField.GasUsed:
                header.GasUsed = JsonValue.ReadUInt64(ref json, _context);
                header.Present |= HeaderFields.GasUsed;
                break;
            case HeaderField.BaseFeePerGas:
                header.BaseFeePerGas = JsonValue.ReadUInt256(ref json, _context);
                header.Present |= HeaderFields.BaseFeePerGas;
                break;
            case HeaderField.BlobGasUsed:
                header.BlobGasUsed = JsonValue.ReadUInt64(ref json, _context);
                header.Present |= HeaderFields.BlobGasUsed;
                break;
            case HeaderField.ExcessBlobGas:
                header.ExcessBlobGas = JsonValue.ReadUInt64(ref json, _context);
                header.Present |= HeaderFields.ExcessBlobGas;
                break;
            case HeaderField.SlotNumber:
                header.SlotNumber = JsonValue.ReadUInt64(ref json, _context);
                header.Present |= HeaderFields.SlotNumber;
                break;
        }
    }
}

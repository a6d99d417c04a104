using HighPerfChainSync.Buffers;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Decoding;

/// <summary>Decodes the withdrawals of a block (EIP-4895).</summary>
internal sealed class WithdrawalDecoder(DecodeContext context)
{
    private static readonly FieldTable<Field> s_fields = new("withdrawal",
    [
        new("index", Field.Index, Required: true),
        new("validatorIndex", Field.ValidatorIndex, Required: true),
        new("address", Field.Address, Required: true),
        new("amount", Field.Amount, Required: true),
    ]);

    private readonly FieldOrder<Field> _fields = new(s_fields);

    private enum Field : byte
    {
        Index,
        ValidatorIndex,
        Address,
        Amount,
    }

    public void DecodeAll(ref JsonCursor json, RecordList<WithdrawalRecord> withdrawals)
    {
        context.EnterArray(ref json);
        for (int i = 0; context.NextItem(ref json, i); i++)
        {
            Decode(ref json, ref withdrawals.Add());
        }
    }

    private void Decode(ref JsonCursor json, ref WithdrawalRecord withdrawal)
    {
        ulong seen = 0;
        context.Enter(ref json, _fields);
        while (context.NextField(ref json, _fields, ref seen, out Field field))
        {
            switch (field)
            {
                case Field.Index:
                    withdrawal.Index = JsonValue.ReadUInt64(ref json, context);
                    break;
                case Field.ValidatorIndex:
                    withdrawal.ValidatorIndex = JsonValue.ReadUInt64(ref json, context);
                    break;
                case Field.Address:
                    withdrawal.Address = JsonValue.ReadAddress(ref json, context);
                    break;
                case Field.Amount:
                    withdrawal.Amount = JsonValue.ReadUInt64(ref json, context);
                    break;
            }
        }

        context.Leave();
    }
}

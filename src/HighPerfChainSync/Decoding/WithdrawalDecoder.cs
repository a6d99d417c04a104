using System.Text.Json;
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

    private enum Field : byte
    {
        Index,
        ValidatorIndex,
        Address,
        Amount,
    }

    public void DecodeAll(ref Utf8JsonReader reader, RecordList<WithdrawalRecord> withdrawals)
    {
        context.RequireArray(ref reader);
        for (int i = 0; context.NextItem(ref reader, i); i++)
        {
            Decode(ref reader, ref withdrawals.Add());
        }
    }

    private void Decode(ref Utf8JsonReader reader, ref WithdrawalRecord withdrawal)
    {
        ulong seen = 0;
        context.Enter(ref reader, s_fields);
        while (context.NextField(ref reader, s_fields, ref seen, out Field field))
        {
            switch (field)
            {
                case Field.Index:
                    withdrawal.Index = JsonValue.ReadUInt64(ref reader, context);
                    break;
                case Field.ValidatorIndex:
                    withdrawal.ValidatorIndex = JsonValue.ReadUInt64(ref reader, context);
                    break;
                case Field.Address:
                    withdrawal.Address = JsonValue.ReadAddress(ref reader, context);
                    break;
                case Field.Amount:
                    withdrawal.Amount = JsonValue.ReadUInt64(ref reader, context);
                    break;
            }
        }

        context.Leave();
    }
}

using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Decoding;

/// <summary>Decodes a transaction's authorization list (EIP-7702), in the usual form and in Frontier's.</summary>
internal sealed class AuthorizationDecoder(DecodeContext context)
{
    private static readonly FieldTable<Field> s_fields = new("authorization",
    [
        new("address", Field.Address, Required: true),
        new("nonce", Field.Nonce, Required: true),
        new("chainId", Field.ChainId),
        new("yParity", Field.YParity),
        new("r", Field.R),
        new("s", Field.S),
        new("v", Field.V),
        new("chain_id", Field.ChainId),
        new("signature", Field.Signature),
    ]);

    private static readonly FieldTable<Field> s_signatureFields = new("authorization signature",
    [
        new("r", Field.R, Required: true),
        new("s", Field.S, Required: true),
        new("odd_y_parity", Field.OddYParity, Required: true),
    ]);

    private readonly FieldOrder<Field> _fields = new(s_fields);
    private readonly FieldOrder<Field> _signatureFields = new(s_signatureFields);

    private enum Field : byte
    {
        Address,
        Nonce,
        ChainId,
        YParity,
        R,
        S,
        V,
        Signature,
        OddYParity,
    }

    public void DecodeAll(ref JsonCursor json, BlockData block, ref TransactionRecord transaction)
    {
        context.EnterArray(ref json);
        transaction.AuthorizationStart = block.Authorizations.Count;
        for (int i = 0; context.NextItem(ref json, i); i++)
        {
            Decode(ref json, ref block.Authorizations.Add());
        }

        transaction.AuthorizationCount = block.Authorizations.Count - transaction.AuthorizationStart;
        transaction.Present |= TransactionFields.AuthorizationList;
    }

    private void Decode(ref JsonCursor json, ref AuthorizationRecord authorization)
    {
        bool hasChainId = false;
        bool hasParity = false;
        UInt256? v = null;
        int halves = 0;
        ulong seen = 0;
        context.Enter(ref json, _fields);
        while (context.NextField(ref json, _fields, ref seen, out Field field))
        {
            switch (field)
            {
                case Field.Address:
                    authorization.Address = JsonValue.ReadAddress(ref json, context);
                    break;
                case Field.Nonce:
                    authorization.Nonce = JsonValue.ReadUInt64(ref json, context);
                    break;
                case Field.ChainId:
                    authorization.ChainId = JsonValue.ReadUInt256(ref json, context);
                    hasChainId = true;
                    break;
                case Field.YParity:
                    authorization.YParity = JsonValue.ReadUInt256(ref json, context);
                    hasParity = true;
                    break;
                case Field.V:
                    v = JsonValue.ReadUInt256(ref json, context);
                    break;
                case Field.R:
                    authorization.R = JsonValue.ReadUInt256(ref json, context);
                    halves |= 1;
                    break;
                case Field.S:
                    authorization.S = JsonValue.ReadUInt256(ref json, context);
                    halves |= 2;
                    break;
                case Field.Signature:
                    DecodeSignature(ref json, ref authorization);
                    hasParity = true;
                    halves = 3;
                    break;
            }
        }

        if (!hasChainId) context.ThrowMissing("chainId");
        if (halves != 3) context.ThrowMissing((halves & 1) == 0 ? "r" : "s");
        if (!hasParity)
        {
            if (v is null) context.ThrowMissing("yParity");
            authorization.YParity = v.Value;
        }

        context.Leave();
    }

    private void DecodeSignature(ref JsonCursor json, ref AuthorizationRecord authorization)
    {
        ulong seen = 0;
        context.Enter(ref json, _signatureFields);
        while (context.NextField(ref json, _signatureFields, ref seen, out Field field))
        {
            switch (field)
            {
                case Field.R:
                    authorization.R = JsonValue.ReadUInt256(ref json, context);
                    break;
                case Field.S:
                    authorization.S = JsonValue.ReadUInt256(ref json, context);
                    break;
                case Field.OddYParity:
                    authorization.YParity = JsonValue.ReadBoolean(ref json, context) ? 1UL : 0UL;
                    break;
            }
        }

        context.Leave();
    }
}
